import { readConfig } from '../config';
import { createConnection, openConnection } from '../store/connection';
import { createCardVault } from '../store/encryption/card-vault';
import { addEncryptionKey } from '../store/encryption/local-keys';
import { reencrypt } from '../store/encryption/reencrypt';
import { assertRequiredKeys, dropRetiredKeys, type KeyCheck } from '../store/encryption/required-keys';

const sealedIn = ['payments', 'payment-methods', 'gateway-events'];

/**
 * Seals all payment data again with a new key. With `ENCRYPTION_KEYS` the first key of the list is the new one, and every
 * process must know all of them before; local keys get a new one, and processes that run learn it when they start again.
 */
const main = async (): Promise<void> => {
  const { paymentsMongodbUri, encryptionKeys, dataDir } = readConfig(process.env);
  const vault = createCardVault(encryptionKeys ?? (await addEncryptionKey(dataDir)));
  const database = createConnection();
  await openConnection(database, paymentsMongodbUri, 5_000);
  const checks = database.collection<KeyCheck>('keys');
  await assertRequiredKeys(checks, vault);
  for (const name of sealedIn) {
    const documents = database.collection<{ _id: string }>(name);
    process.stdout.write(`${name}: ${await reencrypt(documents, vault)} sealed again with key ${vault.keyId}\n`);
  }
  await dropRetiredKeys(checks, vault);
  await database.close();
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
