import { randomBytes } from 'node:crypto';
import { createCardVault, readKeyId } from './card-vault';

const key = (keyId: string) => ({ keyId, key: randomBytes(32).toString('base64') });
const [first, second] = [key('k1'), key('k2')];

describe('the card vault', () => {
  test('opens what it sealed, and never makes the same envelope twice', () => {
    const { seal, open } = createCardVault([first]);
    expect(open(seal('tok_visa'))).toBe('tok_visa');
    expect(seal('tok_visa')).not.toBe(seal('tok_visa'));
    expect(seal('tok_visa')).not.toContain('tok_visa');
  });

  test('seals with the new key after a rotation, and still opens with the old one', () => {
    const old = createCardVault([first]).seal('tok_visa');
    const { seal, open } = createCardVault([second, first]);
    expect(open(old)).toBe('tok_visa');
    expect([readKeyId(old), readKeyId(seal('tok_visa'))]).toEqual(['k1', 'k2']);
  });

  test('names a key that is missing, wrong or too short', () => {
    const envelope = createCardVault([first]).seal('tok_visa');
    expect(() => createCardVault([second]).open(envelope)).toThrow('There is no encryption key k1');
    expect(() => createCardVault([{ ...second, keyId: 'k1' }]).open(envelope)).toThrow(
      'Encryption key k1 did not seal this',
    );
    expect(() => createCardVault([{ keyId: 'k3', key: 'c2hvcnQ=' }])).toThrow(
      'Encryption key k3 must be 32 bytes, not 5',
    );
    expect(() => createCardVault([])).toThrow('There is no encryption key');
  });

  test('rejects an envelope that was changed', () => {
    const { seal, open } = createCardVault([first]);
    const parts = seal('tok_visa').split('.');
    parts[3] = Buffer.from('forged_!').toString('base64url');
    expect(() => open(parts.join('.'))).toThrow('or it was changed');
  });
});
