import { readConfig } from './config';
import { connection, open } from './store/connection';
import { migrate, noticeSchema, orderSchema, paymentSchema } from './store/schemas';

/** Creates collections and indexes, for installations that do not do it at boot. */
const main = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readConfig(process.env);
  const [orders, payments] = [connection(), connection()];
  await Promise.all([open(orders, ordersMongodbUri), open(payments, paymentsMongodbUri)]);
  await Promise.all([
    migrate(orders, 'orders', orderSchema),
    migrate(payments, 'payments', paymentSchema),
    migrate(payments, 'notices', noticeSchema),
  ]);
  await Promise.all([orders.close(), payments.close()]);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
