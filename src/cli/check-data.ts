import { resolve } from 'node:path';
import type { OrderDocument } from '../actors/orders/order-document';
import { createUsersClient } from '../gateways/users-client';
import { readDataContract } from '../quality/data-contract';
import { type Examination, examine } from '../quality/examine';
import { asTable } from '../quality/table';
import { createConnection, openConnection, readServerTime } from '../store/connection';
import { readAllOrders } from '../store/documents/order-reader';
import { readLocalConfig } from './local-service';

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
  const { ordersMongodbUri, usersUrl, usersToken, upstreamTimeoutMs: timeoutMs } = readLocalConfig(process.env);
  const users = createUsersClient({ url: usersUrl, token: usersToken, timeoutMs, onFailure: () => {} });
  const database = createConnection();
  try {
    await openConnection(database, ordersMongodbUri, openMaxMs);
    const orders = readAllOrders(database.collection<OrderDocument>('orders'));
    return await examine(readDataContract(contracts), { orders, users, now: await readServerTime(database) });
  } finally {
    await Promise.all([database.close(), users.close()]);
  }
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
