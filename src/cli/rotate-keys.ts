import { addEncryptionKey } from '../composition/local-keys';
import { readConfig } from '../config';
import { connection, open } from '../store/connection';
import { cardVault } from '../store/encryption/card-vault';
import { reseal } from '../store/encryption/reencrypt';
import { checkKeys, forgetKeys, type KeyCheck } from '../store/encryption/required-keys';

const sealedIn = ['payments', 'payment-methods', 'notices'];

/**
 * Seals all payment data again with a new key. With `ENCRYPTION_KEYS` the first key of the list is the new one, and every
 * process must know all of them before; local keys get a new one, and processes that run learn it when they start again.
 */
const main = async (): Promise<void> => {
  const { paymentsMongodbUri, encryptionKeys, dataDir } = readConfig(process.env);
  const vault = cardVault(encryptionKeys ?? (await addEncryptionKey(dataDir)));
  const database = connection();
  await open(database, paymentsMongodbUri, 5_000);
  const checks = database.collection<KeyCheck>('keys');
  await checkKeys(checks, vault);
  for (const name of sealedIn) {
    const documents = database.collection<{ _id: string }>(name);
    process.stdout.write(`${name}: ${await reseal(documents, vault)} sealed again with key ${vault.keyId}\n`);
  }
  await forgetKeys(checks, vault);
  await database.close();
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
