import type { DeadLetter, DeadLetters } from '../../ports/streams';
import type { RedisClient } from '../../redis/connect';
import { orUnavailable } from '../../redis/replies';
import { entriesIn } from '../entries';
import { partitionKeys } from '../stream-keys';
import { parseLetterId, toLetter, toLetterIdIn } from './letter';
import { resolveLetters } from './resolve-letters';

interface DeadLettersDependencies {
  redis: RedisClient;
  partitions: number;
}

const pageSize = 100;

/** Creates the access to dead letters in Redis. @throws Unavailable `redis` from every function */
export const createDeadLetters = ({ redis, partitions }: DeadLettersDependencies): DeadLetters => {
  const toLetterId = toLetterIdIn(partitions);
  const keysOf = (stream: string, partition: number) => partitionKeys(stream, partitions, redis)[partition];

  async function* readLetters(stream: string, partition: number, after = '0-0'): AsyncGenerator<DeadLetter> {
    const keys = keysOf(stream, partition);
    if (!keys) return;
    for await (const [letterId, fields] of entriesIn(redis, keys.deadLetter, { after, pageSize })) {
      yield toLetter(stream, toLetterId({ partition, letterId }), fields);
    }
  }

  return {
    list: async function* (stream, after) {
      const from = after === undefined ? undefined : parseLetterId(after);
      for (let partition = from?.partition ?? 0; partition < partitions; partition += 1) {
        yield* readLetters(stream, partition, partition === from?.partition ? from.letterId : '0-0');
      }
    },
    find: async (stream, id) => {
      const { partition, letterId } = parseLetterId(id);
      const keys = keysOf(stream, partition);
      if (!keys) return null;
      const [entry] = await orUnavailable(redis.xrange(keys.deadLetter, letterId, letterId));
      return entry ? toLetter(stream, toLetterId({ partition, letterId }), entry[1]) : null;
    },
    resolve: async (action, selection) => {
      const { stream, id } = selection;
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      const wanted = id === undefined ? all : [parseLetterId(id).partition];
      let resolved = 0;
      for (const partition of wanted) {
        const keys = keysOf(stream, partition);
        if (!keys) continue;
        const read = () => readLetters(stream, partition);
        resolved += await resolveLetters({ redis, keys, action, selection, readLetters: read });
      }
      return resolved;
    },
  };
};
