import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Vault } from '../actors/ports';

const algorithm = 'aes-256-gcm';

/** A key of 32 bytes, base64, and the id by which envelopes name it. */
export interface VaultKey {
  keyId: string;
  key: string;
}

/**
 * Seals card tokens in AES-256-GCM envelopes: `v1.<key id>.<iv>.<ciphertext>.<tag>`.
 * @throws Error when a key is not 32 bytes, or an envelope names a key that is not there
 */
export const cardVault = ({ keyId, key }: VaultKey): Vault => {
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== 32) throw new Error(`Encryption key ${keyId} must be 32 bytes, not ${secret.length}`);
  return {
    seal: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv(algorithm, secret, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return ['v1', keyId, ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
    },
    open: (envelope) => {
      const [version, id, iv = '', sealed = '', tag = ''] = envelope.split('.');
      if (version !== 'v1' || id !== keyId) throw new Error(`There is no encryption key ${id}`);
      const decipher = createDecipheriv(algorithm, secret, Buffer.from(iv, 'base64url'));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
};
