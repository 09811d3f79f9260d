import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Vault } from '../../ports/vault';

const algorithm = 'aes-256-gcm';

/** A key of 32 bytes, base64, and the id by which envelopes name it. */
export interface VaultKey {
  keyId: string;
  key: string;
}

/** A vault that knows which key it seals with. */
export interface CardVault extends Vault {
  keyId: string;
}

/**
 * Seals in AES-256-GCM envelopes, `v2.<key id>.<iv>.<ciphertext>.<tag>`, with the first key; the others only open what
 * they have sealed before. The id of the document is authenticated with the content (AAD, NIST SP 800-38D), so that an
 * envelope that is copied to another document does not open. Envelopes of the form `v1` have no AAD and still open.
 * @throws Error when there is no key, one is not 32 bytes, or an envelope names one that is not there
 */
export const createCardVault = (keys: VaultKey[]): CardVault => {
  const secrets = new Map(keys.map((one) => [one.keyId, secretOf(one)]));
  const [keyId, secret] = secrets.entries().next().value ?? [];
  if (keyId === undefined || secret === undefined) throw new Error('There is no encryption key');
  return {
    keyId,
    seal: (text, documentId) => sealed(text, keyId, secret, documentId),
    open: (envelope, documentId) => {
      const id = readKeyId(envelope);
      const opener = secrets.get(id);
      if (!opener) throw new Error(`There is no encryption key ${id}`);
      return opened(envelope, opener, documentId);
    },
  };
};

/** The id of the key that an envelope names. */
export const readKeyId = (envelope: string): string => envelope.split('.')[1] ?? '';

const form = /^v[12]\.[^.]+(\.[\w-]+){3}$/;

/** Whether the text is an envelope of a form or a key that is no longer used to seal. */
export const isOutdated = (text: string, { keyId }: Pick<CardVault, 'keyId'>): boolean =>
  form.test(text) && !text.startsWith(`v2.${keyId}.`);

const secretOf = ({ keyId, key }: VaultKey): Buffer => {
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== 32) throw new Error(`Encryption key ${keyId} must be 32 bytes, not ${secret.length}`);
  return secret;
};

const sealed = (text: string, keyId: string, secret: Buffer, documentId: string): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, secret, iv).setAAD(Buffer.from(documentId));
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v2', keyId, ...[iv, content, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
};

const opened = (envelope: string, secret: Buffer, documentId: string): string => {
  const [version, id, iv = '', content = '', tag = ''] = envelope.split('.');
  if (version !== 'v1' && version !== 'v2') throw new Error('This is no envelope');
  const decipher = createDecipheriv(algorithm, secret, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
  if (version === 'v2') decipher.setAAD(Buffer.from(documentId));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  try {
    return Buffer.concat([decipher.update(Buffer.from(content, 'base64url')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Error(`Encryption key ${id} did not seal this for ${documentId}, or it was changed`, { cause });
  }
};
