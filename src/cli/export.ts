import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OrderDocument } from '../actors/orders/order-document';
import { readDataContract } from '../quality/data-contract';
import { exporting } from '../quality/exported-order';
import { createConnection, openConnection } from '../store/connection';
import { readAllOrders } from '../store/documents/order-reader';
import { readLocalConfig } from './local-service';

const root = resolve(__dirname, '..', '..');
const openMaxMs = 5_000;

/** Writes all orders as the data contract has them, one JSON object a line. The file is there when it is whole. */
const main = async (): Promise<void> => {
  const file = resolve(process.argv[2] ?? resolve(root, 'exports', 'orders.json'));
  const database = createConnection();
  try {
    await openConnection(database, readLocalConfig(process.env).ordersMongodbUri, openMaxMs);
    const count = await exportTo(file, readAllOrders(database.collection<OrderDocument>('orders')));
    process.stdout.write(`${count} orders in ${file}\n`);
  } finally {
    await database.close();
  }
};

const exportTo = async (file: string, orders: AsyncIterable<OrderDocument[]>): Promise<number> => {
  const toExported = exporting(readDataContract(resolve(root, 'contracts', 'order-management')));
  let count = 0;
  const lines = async function* (): AsyncIterable<string> {
    for await (const batch of orders) {
      yield batch.map((order) => `${JSON.stringify(toExported(order))}\n`).join('');
      count += batch.length;
    }
  };
  mkdirSync(dirname(file), { recursive: true });
  // It has addresses in it.
  await pipeline(lines, createWriteStream(`${file}.part`, { mode: 0o600 }));
  renameSync(`${file}.part`, file);
  return count;
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
