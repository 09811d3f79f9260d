import { parseArgs } from 'node:util';
import type { Redis } from 'ioredis';
import type { Config } from '../config';
import { firstAttempt, publisherRedis, replyOf } from '../streams/redis';
import { partitionKeys } from '../streams/stream-keys';
import { nameIn, orderIdIn, UsageError } from './usage';

const pageSize = 500;

/** `read`: what is in a stream, one entry a line. */
export const readCommand = async (args: string[], config: Config): Promise<void> => {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [stream, order, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`${rest[0]} is too much`);
  const keys = partitionKeys(nameIn('The stream', stream), config.streamPartitions);
  const orderId = order === undefined ? undefined : orderIdIn(order);
  const redis = publisherRedis(config.redisUrl);
  redis.on('error', () => {});
  try {
    await firstAttempt(redis);
    for (const key of keys) {
      for await (const [id, entry] of entriesOf(redis, key.stream)) {
        if ((orderId ?? entry.subject) === entry.subject) process.stdout.write(`${id} ${JSON.stringify(entry)}\n`);
      }
    }
  } finally {
    redis.disconnect();
  }
};

async function* entriesOf(redis: Redis, key: string): AsyncGenerator<[string, Record<string, string>]> {
  for (let last = '0-0'; ; ) {
    const page = await replyOf(redis.xrange(key, `(${last}`, '+', 'COUNT', pageSize));
    for (const [id, fields] of page) {
      yield [id, Object.fromEntries(fields.flatMap((name, at) => (at % 2 ? [] : [[name, fields[at + 1] ?? '']])))];
      last = id;
    }
    if (page.length < pageSize) return;
  }
}
