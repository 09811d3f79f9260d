import type { RedisClient } from '../redis/connect';
import { orUnavailable } from '../redis/replies';
import type { Fields } from './stream-entry';

/** All entries of a stream behind `after`, the oldest first, a page in memory at a time. @throws Unavailable */
export async function* entriesIn(
  redis: RedisClient,
  key: string,
  { after = '0-0', pageSize }: { after?: string; pageSize: number },
): AsyncGenerator<[entryId: string, fields: Fields]> {
  for (let last = after; ; ) {
    const page = await orUnavailable(redis.xrange(key, `(${last}`, '+', 'COUNT', pageSize));
    for (const entry of page) {
      yield entry;
      [last] = entry;
    }
    if (page.length < pageSize) return;
  }
}

/** The time in an entry's id, in milliseconds, by the clock of Redis. */
export const timeOf = (entryId: string): number => Number(entryId.split('-')[0]);

/** Sorts ids of entries, the oldest first. */
export const byAge = (one: string, other: string): number =>
  timeOf(one) - timeOf(other) || Number(one.split('-')[1]) - Number(other.split('-')[1]);
