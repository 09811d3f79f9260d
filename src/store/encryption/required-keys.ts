import type { mongo } from 'mongoose';
import type { CardVault } from './card-vault';

/** A known text sealed by a key, stored by the key's id: opening it proves that the key is present. */
export interface KeyCheck {
  _id: string;
  sealed: string;
}

const known = 'order-management';

/**
 * Checks at start that every key is present that has sealed stored data.
 * @throws Error that names the key that is missing or wrong
 */
export const assertRequiredKeys = async (checks: mongo.Collection<KeyCheck>, vault: CardVault): Promise<void> => {
  const sealed = vault.seal(known, vault.keyId);
  await checks.updateOne({ _id: vault.keyId }, { $setOnInsert: { sealed } }, { upsert: true });
  for (const { _id, ...check } of await checks.find().toArray()) {
    try {
      vault.open(check.sealed, _id);
    } catch (cause) {
      const advice = 'ENCRYPTION_KEYS, or the local keys in DATA_DIR, must hold every key that has sealed payment data';
      throw new Error(`Encryption key ${_id} is missing or is not the one that was used before. ${advice}`, { cause });
    }
  }
};

/** Forgets the other keys once everything is sealed with the vault's first key. */
export const dropRetiredKeys = async (checks: mongo.Collection<KeyCheck>, { keyId }: CardVault): Promise<void> => {
  await checks.deleteMany({ _id: { $ne: keyId } });
};
