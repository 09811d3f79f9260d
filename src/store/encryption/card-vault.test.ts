import { createCipheriv, randomBytes } from 'node:crypto';
import { createCardVault, isOutdated, readKeyId, type VaultKey } from './card-vault';

const key = (keyId: string) => ({ keyId, key: randomBytes(32).toString('base64') });
const [first, second] = [key('k1'), key('k2')];

/** Seals as the form `v1` did: not bound to a document. */
const sealUnbound = (text: string, { keyId, key: secret }: VaultKey): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret, 'base64'), iv);
  const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return ['v1', keyId, ...[iv, content, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
};

describe('the card vault', () => {
  test('opens what it sealed, and never makes the same envelope twice', () => {
    const { seal, open } = createCardVault([first]);
    expect(open(seal('tok_visa', 'p1'), 'p1')).toBe('tok_visa');
    expect(seal('tok_visa', 'p1')).not.toBe(seal('tok_visa', 'p1'));
    expect(seal('tok_visa', 'p1')).not.toContain('tok_visa');
  });

  test('opens nothing that was sealed for another document', () => {
    const { seal, open } = createCardVault([first]);
    expect(() => open(seal('tok_visa', 'p1'), 'p2')).toThrow('Encryption key k1 did not seal this for p2');
    const relabelled = seal('tok_visa', 'p1').replace('v2.', 'v1.');
    expect(() => open(relabelled, 'p2')).toThrow('Encryption key k1 did not seal this');
  });

  test('opens envelopes from before they were bound to a document, which are outdated', () => {
    const vault = createCardVault([first]);
    const old = sealUnbound('tok_visa', first);
    expect(vault.open(old, 'p1')).toBe('tok_visa');
    expect(isOutdated(old, vault)).toBe(true);
    expect(isOutdated(vault.seal('tok_visa', 'p1'), vault)).toBe(false);
    expect(isOutdated(vault.seal('tok_visa', 'p1'), { keyId: 'k2' })).toBe(true);
    expect(isOutdated('v1.2.3', vault)).toBe(false);
  });

  test('seals with the new key after a rotation, and still opens with the old one', () => {
    const old = createCardVault([first]).seal('tok_visa', 'p1');
    const { seal, open } = createCardVault([second, first]);
    expect(open(old, 'p1')).toBe('tok_visa');
    expect([readKeyId(old), readKeyId(seal('tok_visa', 'p1'))]).toEqual(['k1', 'k2']);
  });

  test('names a key that is missing, wrong or too short', () => {
    const envelope = createCardVault([first]).seal('tok_visa', 'p1');
    expect(() => createCardVault([second]).open(envelope, 'p1')).toThrow('There is no encryption key k1');
    expect(() => createCardVault([{ ...second, keyId: 'k1' }]).open(envelope, 'p1')).toThrow(
      'Encryption key k1 did not seal this',
    );
    expect(() => createCardVault([{ keyId: 'k3', key: 'c2hvcnQ=' }])).toThrow(
      'Encryption key k3 must be 32 bytes, not 5',
    );
    expect(() => createCardVault([])).toThrow('There is no encryption key');
  });

  test('rejects an envelope that was changed', () => {
    const { seal, open } = createCardVault([first]);
    const parts = seal('tok_visa', 'p1').split('.');
    parts[3] = Buffer.from('forged_!').toString('base64url');
    expect(() => open(parts.join('.'), 'p1')).toThrow('or it was changed');
  });
});
