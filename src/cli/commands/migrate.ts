import type { Command } from 'commander';
import { readConfig } from '../../config';
import { migrateAll } from '../../store/indexes';
import { withDatabase } from '../connections';

/** Adds `migrate`. */
export const addMigrateCommand = (program: Command): void => {
  program
    .command('migrate')
    .description('Creates the collections and indexes of both databases. Safe to repeat.')
    .action(migrate);
};

const migrate = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readConfig(process.env);
  await withDatabase(ordersMongodbUri, (orders) =>
    withDatabase(paymentsMongodbUri, (payments) => migrateAll(orders, payments)),
  );
};
