import { resolve } from 'node:path';
import type { Config } from '../config';
import { createCatalogClient } from '../gateways/catalog-client';
import { createStockClient } from '../gateways/stock-client';
import { createStripe } from '../gateways/stripe/stripe';
import { createUsersClient } from '../gateways/users-client';
import { loadContract } from '../http/contract/contract';
import { createLogger } from '../observability/logger';
import { createMetrics } from '../observability/metrics';
import { connectPublisher } from '../redis/connect';
import { checkFirstServer, readMemoryRatio } from '../redis/server-info';
import { toSharedSettings } from '../settings/shared-settings';
import { createConnection, openConnection, readServerTime, withPatientConnection } from '../store/connection';
import { createDatabaseClock } from '../store/database-clock';
import { createCardVault } from '../store/encryption/card-vault';
import { readLocalKeys } from '../store/encryption/local-keys';
import { assertRequiredKeys, type KeyCheck, requireKey } from '../store/encryption/required-keys';
import { migrateAll } from '../store/indexes';
import { assertSharedSettings, type KeptSettings, keepSharedSettings } from '../store/shared-settings-store';
import type { Part } from './parts';

const contractsFolder = resolve(__dirname, '..', '..', 'contracts', 'order-management');

export type Infrastructure = Awaited<ReturnType<typeof createInfrastructure>>;

/** Creates what the service stands on: logs, metrics, keys, and the clients of everything outside of this process. */
export const createInfrastructure = async (config: Config) => {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  // Before anything connects: compiling the contract takes longer than a connection waits.
  const contract = loadContract(contractsFolder);
  const keys = await readLocalKeys(config.dataDir);
  const ordersDb = createConnection();
  const onFailure = metrics.dependencyFailed;
  const redis = connectPublisher(config, logger);
  const help = 'Part of its maxmemory that the fullest Redis server uses; 0 without a limit';
  metrics.observe('redis_memory_used_ratio', help, () => readMemoryRatio(redis));
  const catalogOptions = {
    url: config.catalogUrl,
    token: config.catalogToken,
    timeoutMs: config.upstreamTimeoutMs,
    onFailure,
  };
  return {
    logger,
    metrics,
    contract,
    contractsFolder,
    keys,
    vault: createCardVault(config.encryptionKeys ?? keys.encryption),
    ordersDb,
    paymentsDb: createConnection(),
    // The clock of MongoDB, so that all processes share one.
    clock: createDatabaseClock(() => readServerTime(ordersDb)),
    redis,
    users: createUsersClient({
      url: config.usersUrl,
      token: config.usersToken,
      timeoutMs: config.upstreamTimeoutMs,
      onFailure,
    }),
    catalog: createCatalogClient(catalogOptions),
    stock: createStockClient(catalogOptions),
    ...createStripe({
      ...(config.stripeApiUrl !== undefined && { apiUrl: config.stripeApiUrl }),
      secretKey: config.stripeSecretKey,
      timeoutMs: config.gatewayTimeoutMs,
      callsPerSecond: config.stripeApiUrl?.startsWith('http:') ? 0 : config.gatewayCallsPerSecond,
      webhookSecrets: config.stripeWebhookSecrets,
      keyLifetimeMs: config.gatewayKeyLifetimeMs,
      keepsFailedKeys: config.gatewayKeepsFailedKeys,
      quietMs: config.gatewayQuietMs,
      onFailure,
    }),
  };
};

/** Compares this process with the deployment. Everything is looked at first and written last: a wrong process leaves no trace. */
const checkDeployment = async ({ ordersDb, paymentsDb, vault }: Infrastructure, config: Config): Promise<void> => {
  const keptSettings = ordersDb.collection<KeptSettings>('shared-settings');
  const keyChecks = paymentsDb.collection<KeyCheck>('keys');
  const settings = toSharedSettings(config);
  await assertSharedSettings(keptSettings, settings);
  await assertRequiredKeys(keyChecks, vault);
  await keepSharedSettings(keptSettings, settings);
  await requireKey(keyChecks, vault);
};

/** Opens the databases, brings them up to date, and closes every client at the end. */
export const connectInfrastructure = (infrastructure: Infrastructure, config: Config): Part[] => {
  const { ordersDb, paymentsDb, redis, users, catalog, stock, clock } = infrastructure;
  return [
    {
      start: () => checkFirstServer(redis),
      stop: () => {
        redis.disconnect();
        return Promise.all([users.close(), catalog.close(), stock.close()]);
      },
    },
    {
      start: async () => {
        await Promise.all([
          openConnection(ordersDb, config.ordersMongodbUri),
          openConnection(paymentsDb, config.paymentsMongodbUri),
        ]);
        await checkDeployment(infrastructure, config);
        await withPatientConnection(config.ordersMongodbUri, (orders) =>
          withPatientConnection(config.paymentsMongodbUri, (payments) => migrateAll(orders, payments)),
        );
        await clock.synchronize();
      },
      stop: () => Promise.all([ordersDb.close(), paymentsDb.close()]),
    },
  ];
};
