import type { Command } from 'commander';
import { readConfig } from '../../config';
import { createCardVault } from '../../store/encryption/card-vault';
import { addEncryptionKey } from '../../store/encryption/local-keys';
import { reencrypt } from '../../store/encryption/reencrypt';
import { assertRequiredKeys, dropRetiredKeys, type KeyCheck } from '../../store/encryption/required-keys';
import { print, withDatabase } from '../connections';

const encryptedCollections = ['payments', 'payment-methods', 'gateway-customers', 'gateway-events'];

/** Adds `keys rotate`. */
export const addKeyCommands = (program: Command): void => {
  program
    .command('keys')
    .description('Manages the encryption keys.')
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
    for (const name of encryptedCollections) {
      const documents = database.collection<{ _id: string }>(name);
      print(`${name}: ${await reencrypt(documents, vault)} encrypted again with key ${vault.keyId}`);
    }
    await dropRetiredKeys(checks, vault);
  });
};
