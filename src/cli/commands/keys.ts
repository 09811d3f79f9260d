import type { Command } from 'commander';
import { readConfig } from '../../config';
import { createCardVault } from '../../store/encryption/card-vault';
import { addEncryptionKey } from '../../store/encryption/local-keys';
import { isKeyUsed, reencrypt } from '../../store/encryption/reencrypt';
import {
  assertRequiredKeys,
  dropRetiredKeys,
  forgetKey,
  type KeyCheck,
  requireKey,
} from '../../store/encryption/required-keys';
import { toName } from '../arguments';
import { print, withDatabase } from '../connections';

const encryptedCollections = ['payments', 'payment-methods', 'gateway-customers', 'gateway-events'];

/** Adds `keys rotate` and `keys forget`. */
export const addKeyCommands = (program: Command): void => {
  const keys = program.command('keys').description('Manages the encryption keys.');
  keys
    .command('forget')
    .description(
      'Lets processes start without a key that has encrypted nothing, such as that of a process that was started by mistake.',
    )
    .argument('<id>', 'the id of the key', toName)
    .action(forget);
  keys
    .command('rotate')
    .description(
      'Encrypts all payment data with a new key: the first one of ENCRYPTION_KEYS, which every process must know before, or a new local key, which running processes use after their next start.',
    )
    .action(rotate);
};

const rotate = async (): Promise<void> => {
  const { paymentsMongodbUri, encryptionKeys, dataDir } = readConfig(process.env);
  await withDatabase(paymentsMongodbUri, async (database) => {
    const vault = createCardVault(encryptionKeys ?? (await addEncryptionKey(dataDir)));
    const checks = database.collection<KeyCheck>('keys');
    await assertRequiredKeys(checks, vault);
    await requireKey(checks, vault);
    for (const name of encryptedCollections) {
      const documents = database.collection<{ _id: string }>(name);
      print(`${name}: ${await reencrypt(documents, vault)} encrypted again with key ${vault.keyId}`);
    }
    await dropRetiredKeys(checks, vault);
  });
};

const forget = async (keyId: string): Promise<void> => {
  const { paymentsMongodbUri } = readConfig(process.env);
  await withDatabase(paymentsMongodbUri, async (database) => {
    for (const name of encryptedCollections) {
      if (await isKeyUsed(database.collection<{ _id: string }>(name), keyId))
        throw new Error(`${name} has data that key ${keyId} has encrypted; use \`oms keys rotate\` to replace it`);
    }
    const isForgotten = await forgetKey(database.collection<KeyCheck>('keys'), keyId);
    print(isForgotten ? `Key ${keyId} is no longer required` : `Key ${keyId} was not required`);
  });
};
