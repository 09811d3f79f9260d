import { backoffMs } from '../domain/algorithms/backoff';

/** The address of Redis as BullMQ takes it. */
export const toConnectionOptions = (redisUrl: string) => {
  const { hostname, port, username, password, pathname, protocol } = new URL(redisUrl);
  return {
    host: hostname,
    port: Number(port || 6379),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
    ...(protocol === 'rediss:' && { tls: {} }),
    retryStrategy: (failures: number) => backoffMs({ firstMs: 50, maxMs: 1_000 }, failures),
  };
};

/** One hash tag for all queues, so that they share a slot of a Redis Cluster. */
export const queuePrefix = '{oms}';

export type QueueName = 'order-work' | 'payment-work';
