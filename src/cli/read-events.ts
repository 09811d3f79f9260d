import { parseArgs } from 'node:util';
import type { Config } from '../config';
import { entriesIn } from '../streams/entries';
import { connectPublisher, waitForFirstAttempt } from '../streams/redis';
import { toMembers } from '../streams/stream-entry';
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
  const redis = connectPublisher(config.redisUrl);
  redis.on('error', () => {});
  try {
    await waitForFirstAttempt(redis);
    for (const key of keys) {
      for await (const [id, fields] of entriesIn(redis, key.stream, { pageSize })) {
        const entry = toMembers(fields);
        if ((orderId ?? entry.subject) === entry.subject) process.stdout.write(`${id} ${JSON.stringify(entry)}\n`);
      }
    }
  } finally {
    redis.disconnect();
  }
};
