import { readConfig } from '../config';
import { connection, open } from '../store/connection';
import { migrateAll } from '../store/indexes';

/** Creates collections and indexes, for installations that do not do it at boot. */
const main = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readConfig(process.env);
  const [orders, payments] = [connection(), connection()];
  await Promise.all([open(orders, ordersMongodbUri), open(payments, paymentsMongodbUri)]);
  await migrateAll(orders, payments);
  await Promise.all([orders.close(), payments.close()]);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
