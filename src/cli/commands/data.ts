import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { OrderDocument } from '../../actors/orders/order-document';
import { createUsersClient } from '../../gateways/users-client';
import { readDataContract } from '../../quality/data-contract';
import { examine } from '../../quality/examine';
import { exporting } from '../../quality/exported-order';
import { asTable } from '../../quality/table';
import { readServerTime } from '../../store/connection';
import { readAllOrders } from '../../store/documents/order-reader';
import { failWithTwo, print, printJson, withDatabase } from '../connections';
import { readLocalConfig } from '../local-service';

const root = resolve(__dirname, '..', '..', '..');
const contracts = resolve(root, 'contracts', 'order-management');

/** Adds `data check` and `data export`. */
export const addDataCommands = (program: Command): void => {
  const data = program.command('data').description('Checks and exports orders by the data contract.');
  data
    .command('check')
    .description(
      'Checks all orders against the data contract. Exits with 1 if a rule is broken, with 2 if it could not check.',
    )
    .option('--json', 'print the findings as JSON')
    .action((options: { json?: boolean }) => failWithTwo(() => check(options)));
  data
    .command('export')
    .description('Writes all orders as the data contract defines them, one JSON document per line.')
    .argument('[file]', 'the file, which appears when it is complete (default: exports/orders.json)')
    .action(exportOrders);
};

const check = async ({ json = false }: { json?: boolean }): Promise<void> => {
  const { ordersMongodbUri, usersUrl, usersToken, upstreamTimeoutMs: timeoutMs } = readLocalConfig(process.env);
  const users = createUsersClient({ url: usersUrl, token: usersToken, timeoutMs, onFailure: () => {} });
  try {
    const examination = await withDatabase(ordersMongodbUri, async (database) => {
      const orders = readAllOrders(database.collection<OrderDocument>('orders'));
      return examine(readDataContract(contracts), { orders, users, now: await readServerTime(database) });
    });
    if (json) printJson(examination);
    else print(asTable(examination));
    process.exitCode = examination.findings.some(({ violations }) => violations > 0) ? 1 : 0;
  } finally {
    await users.close();
  }
};

const exportOrders = async (given = resolve(root, 'exports', 'orders.json')): Promise<void> => {
  const file = resolve(given);
  const count = await withDatabase(readLocalConfig(process.env).ordersMongodbUri, (database) =>
    writeOrders(file, readAllOrders(database.collection<OrderDocument>('orders'))),
  );
  print(`${count} orders in ${file}`);
};

const writeOrders = async (file: string, orders: AsyncIterable<OrderDocument[]>): Promise<number> => {
  const toExported = exporting(readDataContract(contracts));
  let count = 0;
  const lines = async function* (): AsyncIterable<string> {
    for await (const batch of orders) {
      yield batch.map((order) => `${JSON.stringify(toExported(order))}\n`).join('');
      count += batch.length;
    }
  };
  mkdirSync(dirname(file), { recursive: true });
  // Orders have addresses in them.
  await pipeline(lines, createWriteStream(`${file}.part`, { mode: 0o600 }));
  renameSync(`${file}.part`, file);
  return count;
};
