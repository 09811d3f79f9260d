import type { Redis } from 'ioredis';
import { DomainError } from '../domain/errors';
import { orUnavailable } from './redis';
import { partitionKeys } from './stream-keys';

/** The stream that a replay goes to. */
export interface ReplayTarget {
  redis: Redis;
  stream: string;
  partitions: number;
  /** A group that reads it from the beginning. */
  group?: string;
  /** What is replayed, as a text: another replay cannot use the same stream. */
  selection: string;
}

/**
 * Makes sure that the stream is fresh, or is of the same replay, which broke off; creates the group.
 * @throws DomainError `stream-exists`
 */
export const claimTarget = async ({ redis, stream, partitions, group, selection }: ReplayTarget): Promise<void> => {
  const keys = partitionKeys(stream, partitions).map((partition) => partition.stream);
  const mark = `{${stream}}:replay`;
  const isThere = (await Promise.all(keys.map((key) => orUnavailable(redis.exists(key))))).includes(1);
  const marked = await orUnavailable(redis.get(mark));
  if (isThere && marked !== selection) {
    const holds = marked === null ? 'other events' : 'another replay';
    throw new DomainError('stream-exists', `${stream} holds ${holds}: choose a stream that is not there yet`);
  }
  // It was deleted by hand: what its events were must not be remembered.
  if (!isThere && marked !== null) await forget(redis, stream, partitions);
  await orUnavailable(redis.set(mark, selection));
  if (group !== undefined) for (const key of keys) await createGroup(redis, key, group);
};

const forget = async (redis: Redis, stream: string, partitions: number): Promise<void> => {
  for (const { seq } of partitionKeys(stream, partitions)) {
    for await (const found of redis.scanStream({ match: seq('*'), count: 1_000 })) {
      if ((found as string[]).length > 0) await orUnavailable(redis.del(...(found as string[])));
    }
  }
};

const createGroup = async (redis: Redis, stream: string, group: string): Promise<void> => {
  await orUnavailable(redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM')).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
  });
};
