import { readConfig } from '../config';
import { createConnection, openConnection } from '../store/connection';
import { migrateAll } from '../store/indexes';

/** Creates collections and indexes, for installations that do not do it at boot. */
const main = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readConfig(process.env);
  const [orders, payments] = [createConnection(), createConnection()];
  await Promise.all([openConnection(orders, ordersMongodbUri), openConnection(payments, paymentsMongodbUri)]);
  await migrateAll(orders, payments);
  await Promise.all([orders.close(), payments.close()]);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
