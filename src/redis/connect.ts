import { Cluster, Redis } from 'ioredis';
import { backoffMs } from '../domain/algorithms/backoff';
import type { Logger } from '../observability/logger';
import { parseRedisAddress, type RedisAddress, type RedisSettings } from './redis-address';

/** A connection to one server, or to all nodes of a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** How long a blocking read may wait: less than a socket may be silent. */
export const blockMaxMs = 2_000;

const retryDelayMs = (failures: number): number => backoffMs({ firstMs: 50, maxMs: 1_000 }, failures);

/** What every connection needs to survive a failover, and a peer that vanished or is silent. */
const resilient = {
  connectTimeout: 2_000,
  disconnectTimeout: 100,
  // A peer that vanished is noticed only because replies are missing.
  socketTimeout: 5_000,
  // After a failover the peer may be a replica now: the address has to be resolved again.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
};

type NodeOptions = typeof resilient & {
  enableOfflineQueue?: boolean;
  autoResendUnfulfilledCommands?: boolean;
  maxRetriesPerRequest: number | null;
  retryDelayOnFailover?: number;
  commandTimeout?: number;
};

/** Commands fail while Redis is down; those in flight fail with their connection, and are never sent twice. */
const failFast = {
  ...resilient,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // A read that is sent again after a lost reply would skip the entries of the first one.
  retryDelayOnFailover: 0,
};

/** BullMQ waits for Redis, and blocks for up to 10 s. Its scripts are safe to repeat. */
const waiting = { ...resilient, maxRetriesPerRequest: null, socketTimeout: 11_000, retryDelayOnFailover: 100 };

/** Connects for commands, which fail at once while Redis is down. Reconnects automatically. */
export const connectPublisher = (settings: RedisSettings, logger?: Logger): RedisClient =>
  connect(settings, { ...failFast, commandTimeout: 2_000 }, logger);

/** Connects for blocking reads, which delay every other command on their connection. Reconnects automatically. */
export const connectReader = (settings: RedisSettings, logger?: Logger): RedisClient =>
  connect(settings, failFast, logger);

/** Connects for a worker of BullMQ, which waits for Redis. */
export const connectWorker = (settings: RedisSettings, logger?: Logger): RedisClient =>
  connect(settings, waiting, logger);

/** Resolves when the first attempt to connect is over, whether it succeeded or not. */
export const waitForFirstAttempt = (redis: RedisClient): Promise<void> =>
  new Promise((resolve) => {
    if (redis.status === 'ready') resolve();
    for (const event of ['ready', 'close', 'end']) redis.once(event, () => resolve());
  });

const connect = (settings: RedisSettings, options: NodeOptions, logger?: Logger): RedisClient => {
  const address = parseRedisAddress(settings);
  const redis = address.mode === 'cluster' ? toCluster(address, options) : toServer(address, options);
  return logOutages(redis, logger);
};

const toLogin = ({ username, password, isTls }: RedisAddress) => ({
  ...(username !== undefined && { username }),
  ...(password !== undefined && { password }),
  ...(isTls && { tls: {} }),
});

const toServer = (address: RedisAddress, options: NodeOptions): Redis => {
  const { mode, nodes, db, password, isTls, sentinelName } = address;
  const common = { ...options, ...toLogin(address), db, retryStrategy: retryDelayMs };
  if (mode === 'standalone') return new Redis({ ...common, ...nodes[0] });
  return new Redis({
    ...common,
    sentinels: nodes,
    name: sentinelName,
    sentinelRetryStrategy: retryDelayMs,
    failoverDetector: true,
    ...(password !== undefined && { sentinelPassword: password }),
    ...(isTls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
  });
};

const toCluster = (
  address: RedisAddress,
  { enableOfflineQueue = true, retryDelayOnFailover = 0, ...options }: NodeOptions,
): Cluster =>
  new Cluster(address.nodes, {
    enableOfflineQueue,
    clusterRetryStrategy: retryDelayMs,
    retryDelayOnFailover,
    slotsRefreshInterval: 5_000,
    redisOptions: { ...options, ...toLogin(address) },
  });

/** Logs one line an outage, not one an attempt. */
const logOutages = (redis: RedisClient, logger?: Logger): RedisClient => {
  let isDown = false;
  redis.on('error', (error) => {
    if (!isDown)
      logger?.warn({ event: 'redis.disconnected', err: error }, 'Redis is not reachable; it will be retried');
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) logger?.info({ event: 'redis.connected' }, 'Redis is reachable again');
    isDown = false;
  });
  return redis;
};
