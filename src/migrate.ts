import { readConfig } from './config';
import { connect } from './store/connection';
import { migrate, orderSchema, paymentSchema } from './store/schemas';

/** Creates collections and indexes, for installations that do not do it at boot. */
const main = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readConfig(process.env);
  const [orders, payments] = [connect(ordersMongodbUri), connect(paymentsMongodbUri)];
  await Promise.all([migrate(orders, 'orders', orderSchema), migrate(payments, 'payments', paymentSchema)]);
  await Promise.all([orders.close(), payments.close()]);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
