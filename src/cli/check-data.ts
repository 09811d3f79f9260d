import { resolve } from 'node:path';
import type { OrderDocument } from '../actors/orders/order-document';
import { usersClient } from '../gateways/users-client';
import { readDataContract } from '../quality/data-contract';
import { type Examination, examine } from '../quality/examine';
import { asTable } from '../quality/table';
import { connection, open, serverTime } from '../store/connection';
import { allOrders } from '../store/documents/order-reader';
import { configOfRunning } from './local-service';

const contracts = resolve(__dirname, '..', '..', 'contracts', 'order-management');

/** Holds the data contract against the orders that are there. Ends with 1 when a rule is broken, with 2 when it could not look. */
const main = async (): Promise<void> => {
  const examination = await examined();
  process.stdout.write(`${asTable(examination)}\n`);
  process.exitCode = examination.findings.some(({ violations }) => violations > 0) ? 1 : 0;
};

/** Somebody waits for the verdict. */
const openMaxMs = 5_000;

const examined = async (): Promise<Examination> => {
  const { ordersMongodbUri, usersUrl } = configOfRunning(process.env);
  const users = usersClient({ url: usersUrl, failed: () => {} });
  const database = connection();
  try {
    await open(database, ordersMongodbUri, openMaxMs);
    const orders = allOrders(database.collection<OrderDocument>('orders'));
    return await examine(readDataContract(contracts), { orders, users, now: await serverTime(database) });
  } finally {
    await Promise.all([database.close(), users.close()]);
  }
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
