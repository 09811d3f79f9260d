import { Redis, type RedisOptions, ReplyError } from 'ioredis';
import { backoffMs } from '../domain/algorithms/backoff';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';

const failingFast = {
  enableOfflineQueue: false,
  // The client never resends a command: the caller that lost a reply decides.
  autoResendUnfulfilledCommands: false,
  // 0: what is in flight fails when its connection closes; with 1 it would wait for the next connection to close.
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  disconnectTimeout: 100,
  // A peer that vanished without a word is noticed only because replies stay away.
  socketTimeout: 5_000,
  retryStrategy: (failures) => backoffMs({ firstMs: 50, maxMs: 1_000 }, failures),
  // After a failover our peer may be a replica now: the address has to be looked up again.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
} satisfies RedisOptions;

/** Creates a connection whose commands fail at once while Redis is down, and which reconnects automatically. */
export const connectPublisher = (url: string, logger?: Logger): Redis =>
  tellOutages(new Redis(url, { ...failingFast, commandTimeout: 2_000 }), logger);

/** The same for blocking reads only: they hold up every other command on their connection, and may take their time. */
export const connectReader = (url: string, logger?: Logger): Redis => tellOutages(new Redis(url, failingFast), logger);

/** Resolves when the first attempt to connect is over, whatever came of it. */
export const waitForFirstAttempt = (redis: Redis): Promise<void> =>
  new Promise((resolve) => {
    if (redis.status === 'ready') resolve();
    for (const event of ['ready', 'close', 'end']) redis.once(event, () => resolve());
  });

/** Returns the reply. @throws Unavailable when Redis does not answer, or accepts no command at the moment */
export const orUnavailable = async <T>(reply: Promise<T>): Promise<T> => {
  try {
    return await reply;
  } catch (error) {
    throw isOutage(error) ? new Unavailable('redis', { cause: error }) : error;
  }
};

/** One value of a reply that is `[name, value, name, value]`. */
export const readMember = (pairs: unknown[], name: string): unknown => pairs[pairs.indexOf(name) + 1];

// Redis refuses these before the first write of a script, so nothing is half applied.
const passing = /\b(OOM|READONLY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|BUSY|CLUSTERDOWN|TRYAGAIN)\b/;

const isOutage = (error: unknown): boolean =>
  !(error instanceof ReplyError) || passing.test(error instanceof Error ? error.message : '');

/** One line an outage, not one an attempt. */
const tellOutages = (redis: Redis, logger?: Logger): Redis => {
  let down = false;
  redis.on('error', (error) => {
    if (!down) logger?.warn({ err: error }, 'Redis is not reachable');
    down = true;
  });
  redis.on('ready', () => {
    if (down) logger?.info('Redis is back');
    down = false;
  });
  return redis;
};
