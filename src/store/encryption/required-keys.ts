import type { mongo } from 'mongoose';
import { Misconfigured } from '../../domain/errors';
import type { CardVault } from './card-vault';

/** A known text sealed by a key, stored by the key's id: opening it proves that the key is present. */
export interface KeyCheck {
  _id: string;
  sealed: string;
}

type KeyChecks = mongo.Collection<KeyCheck>;

const known = 'order-management';

/**
 * Checks that this process has every key that another one has started with. It writes nothing: the check of a key that
 * others lack would keep them from starting. @throws Misconfigured that names the key that is missing or wrong
 */
export const assertRequiredKeys = async (checks: KeyChecks, vault: CardVault): Promise<void> => {
  for (const { _id, ...check } of await checks.find().toArray()) {
    try {
      vault.open(check.sealed, _id);
    } catch (cause) {
      throw new Misconfigured(toMessage(_id, vault), { cause });
    }
  }
};

/**
 * Adds the key of this process to the required ones, after `assertRequiredKeys`. Of processes that start together with keys
 * of their own, none leaves its key behind. @throws Misconfigured
 */
export const requireKey = async (checks: KeyChecks, vault: CardVault): Promise<void> => {
  const { keyId: _id } = vault;
  const sealed = vault.seal(known, _id);
  const { upsertedCount } = await checks.updateOne({ _id }, { $setOnInsert: { sealed } }, { upsert: true });
  if (upsertedCount === 0) return;
  try {
    await assertRequiredKeys(checks, vault);
  } catch (error) {
    await checks.deleteOne({ _id, sealed });
    throw error;
  }
};

/** Forgets the other keys once everything is sealed with the vault's first key. */
export const dropRetiredKeys = async (checks: KeyChecks, { keyId }: CardVault): Promise<void> => {
  await checks.deleteMany({ _id: { $ne: keyId } });
};

/** Forgets a key that has sealed nothing. Returns whether it was required. */
export const forgetKey = async (checks: KeyChecks, keyId: string): Promise<boolean> =>
  (await checks.deleteOne({ _id: keyId })).deletedCount === 1;

const toMessage = (missing: string, { keyId }: CardVault): string =>
  [
    `Encryption key ${missing} is missing or is not the one that was used before; this process encrypts with ${keyId}.`,
    'ENCRYPTION_KEYS, or the local keys in DATA_DIR, must hold every key that the deployment uses.',
    `If ${missing} has encrypted nothing, \`oms keys forget ${missing}\` removes it.`,
  ].join('\n');
