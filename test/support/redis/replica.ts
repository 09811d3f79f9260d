import { Redis } from 'ioredis';
import type { RedisServer } from '../../../scripts/servers/servers';
import { eventually } from '../eventually';

/** Runs a function with a connection to a server. */
export const withRedis = async <T>(
  { url }: Pick<RedisServer, 'url'>,
  run: (redis: Redis) => Promise<T>,
): Promise<T> => {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  try {
    return await run(redis);
  } finally {
    redis.disconnect();
  }
};

/** Reads a field of `INFO`. */
export const readInfo = async (redis: Redis, section: string, field: string): Promise<string> =>
  new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(await redis.info(section))?.[1] ?? '';

/** Makes a server the replica of another one, and resolves when it has all data. */
export const replicate = (replica: RedisServer, primary: RedisServer): Promise<void> =>
  withRedis(replica, async (redis) => {
    await redis.replicaof('127.0.0.1', primary.port);
    await eventually(async () => expect(await readInfo(redis, 'replication', 'master_link_status')).toBe('up'));
  });

/** A planned failover: the replica is promoted once it has every write, and the primary becomes its replica. */
export const failOver = (primary: RedisServer, replica: RedisServer): Promise<void> =>
  withRedis(primary, (old) =>
    withRedis(replica, async (young) => {
      await old.client('PAUSE', 60_000, 'WRITE' as never);
      const written = Number(await readInfo(old, 'replication', 'master_repl_offset'));
      await eventually(async () => {
        expect(Number(await readInfo(young, 'replication', 'slave_repl_offset'))).toBeGreaterThanOrEqual(written);
      });
      await young.replicaof('NO', 'ONE');
      await old.replicaof('127.0.0.1', replica.port);
      await old.client('UNPAUSE' as never);
    }),
  );

/** How often a server has refused a write because it is a replica. */
export const readRefusedWrites = (server: RedisServer): Promise<number> =>
  withRedis(server, async (redis) =>
    Number(/count=(\d+)/.exec(await readInfo(redis, 'errorstats', 'errorstat_READONLY'))?.[1] ?? 0),
  );
