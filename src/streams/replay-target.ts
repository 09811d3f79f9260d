import { DomainError } from '../domain/errors';
import type { RedisClient } from '../redis/connect';
import { orUnavailable } from '../redis/replies';
import { partitionKeys } from './stream-keys';

/** The stream that a replay is written to. */
export interface ReplayTarget {
  redis: RedisClient;
  stream: string;
  partitions: number;
  /** A group that reads it from the beginning. */
  group?: string;
  /** The selection of the replay, as text: another replay must not go to the same stream. */
  selection: string;
}

/**
 * Makes sure that the stream is new, or holds an interrupted replay of the same selection; creates the group.
 * @throws DomainError `stream-exists`
 */
export const claimTarget = async ({ redis, stream, partitions, group, selection }: ReplayTarget): Promise<void> => {
  const keys = partitionKeys(stream, partitions).map((partition) => partition.stream);
  const mark = `{${stream}}:replay`;
  const exists = (await Promise.all(keys.map((key) => orUnavailable(redis.exists(key))))).includes(1);
  const marked = await orUnavailable(redis.get(mark));
  if (exists && marked !== selection) {
    const holds = marked === null ? 'other events' : 'another replay';
    throw new DomainError('stream-exists', `${stream} holds ${holds}: choose a stream that does not exist`);
  }
  // An operator deleted the stream: which events it had must not be remembered.
  if (!exists && marked !== null) await deleteSeqs(redis, stream, partitions);
  await orUnavailable(redis.set(mark, selection));
  if (group !== undefined) for (const key of keys) await createGroup(redis, key, group);
};

const deleteSeqs = async (redis: RedisClient, stream: string, partitions: number): Promise<void> => {
  const servers = 'nodes' in redis ? redis.nodes('master') : [redis];
  for (const { seq } of partitionKeys(stream, partitions)) {
    for (const server of servers) {
      for await (const found of server.scanStream({ match: seq('*'), count: 1_000 })) {
        if ((found as string[]).length > 0) await orUnavailable(redis.del(...(found as string[])));
      }
    }
  }
};

const createGroup = async (redis: RedisClient, stream: string, group: string): Promise<void> => {
  await orUnavailable(redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM')).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
  });
};
