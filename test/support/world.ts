import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { freePort, type RedisServer, startRedis } from '../../scripts/servers/servers';
import type { OrderDocument } from '../../src/actors/orders/order-document';
import type { PaymentDocument } from '../../src/actors/payments/payment-document';
import type { CardDocument } from '../../src/ports/stores';
import { type LocalKeys, readLocalKeys } from '../../src/store/encryption/local-keys';
import { type Running, startProcess } from './processes';

/** A service process and the ports that it answers. */
export interface ServiceProcess extends Running {
  http: string;
  ops: string;
}

/** The servers around the service, all real: MongoDB, Redis, and the sandbox. */
export interface World {
  keys: LocalKeys;
  sandbox: string;
  /** The sandbox sends its webhooks to the process that listens here (`PORT`). */
  webhookPort: string;
  redisServer: RedisServer;
  redis: Redis;
  orders: mongo.Collection<OrderDocument>;
  payments: mongo.Collection<PaymentDocument>;
  methods: mongo.Collection<CardDocument>;
  databases: mongo.Db[];
  /** The settings of every process of the service. */
  env: Record<string, string>;
  /** Starts a process of the service, and makes its settings those of the deployment; several may run at once. */
  start: (env?: Record<string, string>) => Promise<ServiceProcess>;
  /** Starts a process that must have the settings of the deployment. */
  join: (env?: Record<string, string>) => Promise<ServiceProcess>;
  /** Stops everything that the world started. */
  end: () => Promise<void>;
}

export interface WorldOptions {
  mongodbUri?: string;
  /** Settings of every process of the service. */
  env?: Record<string, string>;
  redis?: { dir?: string; port?: number };
}

/** Short waits, so that what takes a minute in production takes a second here. */
const quick = {
  GATEWAY_TIMEOUT_MS: '1000',
  GATEWAY_QUIET_MS: '300',
  SWEEP_EVERY_MS: '200',
  CONSUMER_LEASE_MS: '500',
  DRAIN_LINGER_MS: '1000',
};

/** Builds a world of its own for one test file. */
export const startWorld = async (options: WorldOptions = {}): Promise<World> => {
  const dir = mkdtempSync(join(tmpdir(), 'order-management-test-'));
  const name = `t${randomBytes(6).toString('hex')}`;
  const isShared = options.mongodbUri === undefined;
  const uri = options.mongodbUri ?? process.env.TEST_MONGODB_URI ?? '';
  const redisServer = await startRedis({ dir: join(dir, 'redis'), port: 0, ...options.redis });
  const redis = new Redis(redisServer.url, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  const client = new mongo.MongoClient(uri, { runtimeAdapters: { os }, serverSelectionTimeoutMS: 30_000 });
  const webhookPort = String(await freePort());
  const sandbox = await startSandboxProcess(join(dir, 'sandbox'), webhookPort);
  const env = {
    ...quick,
    ORDERS_MONGODB_URI: uri.replace('/?', `/${name}-orders?`),
    PAYMENTS_MONGODB_URI: uri.replace('/?', `/${name}-payments?`),
    REDIS_URL: redisServer.url,
    USERS_URL: sandbox.first,
    CATALOG_URL: sandbox.first,
    STRIPE_API_URL: sandbox.first,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    DATA_DIR: dir,
    PORT: '0',
    OPS_PORT: '0',
    ...options.env,
  };
  const services: ServiceProcess[] = [];
  const start = async (more: Record<string, string> = {}): Promise<ServiceProcess> => {
    const service = await startService({ ...env, ...more });
    services.push(service);
    return service;
  };
  const world: World = {
    keys: await readLocalKeys(dir),
    sandbox: sandbox.first,
    webhookPort,
    env,
    redisServer,
    redis,
    orders: client.db(`${name}-orders`).collection('orders'),
    payments: client.db(`${name}-payments`).collection('payments'),
    databases: ['orders', 'payments'].map((db) => client.db(`${name}-${db}`)),
    methods: client.db(`${name}-payments`).collection('payment-methods'),
    start: async (more = {}) => {
      if (Object.keys(more).length > 0) await client.db(`${name}-orders`).collection('shared-settings').deleteMany({});
      return start(more);
    },
    join: start,
    end: async () => {
      await Promise.all([...services, sandbox].map((one) => one.kill()));
      redis.disconnect();
      // A test may have put another server in its place.
      await world.redisServer.kill();
      if (isShared) await Promise.all(['orders', 'payments'].map((db) => client.db(`${name}-${db}`).dropDatabase()));
      await client.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return world;
};

/** The secret that signs webhooks. */
export const webhookSecret = 'whsec_of_the_tests';

const startSandboxProcess = (dataDir: string, webhookPort: string): Promise<Running & { first: string }> =>
  startProcess(
    'sandbox/main.js',
    {
      SANDBOX_PORT: '0',
      SANDBOX_DATA_DIR: dataDir,
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/webhooks/stripe`,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
    },
    (line) => /^sandbox at (\S+)$/.exec(line)?.[1],
  );

const startService = async (env: Record<string, string>): Promise<ServiceProcess> => {
  const { first, ...running } = await startProcess('main.js', env, (line) => {
    if (!line.includes('"msg":"ready"')) return undefined;
    return JSON.parse(line) as { port: number; opsPort: number };
  });
  return { ...running, http: `http://127.0.0.1:${first.port}`, ops: `http://127.0.0.1:${first.opsPort}` };
};
