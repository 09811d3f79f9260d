import type { Redis } from 'ioredis';
import { byAge, entriesIn } from '../entries';
import { orUnavailable, readMember } from '../redis';

const pageSize = 100;

/** What the dead letter of a partition holds back in its stream. */
export interface RetainedEntries {
  /** The oldest entry with a letter, which somebody may retry. */
  oldest: string | undefined;
  /** The newest letter that was there before we looked. */
  newestLetter: string;
}

/** Looks through the dead letter of one partition, a page in memory at a time. @throws Unavailable */
export const findRetainedEntries = async (redis: Redis, deadLetter: string): Promise<RetainedEntries> => {
  const held: RetainedEntries = { oldest: undefined, newestLetter: await readNewestLetter(redis, deadLetter) };
  for await (const [, fields] of entriesIn(redis, deadLetter, { pageSize })) {
    const entryId = fields[fields.lastIndexOf('entryId') + 1] ?? '';
    if (held.oldest === undefined || byAge(entryId, held.oldest) < 0) held.oldest = entryId;
  }
  return held;
};

/** The id of the newest letter that there ever was. @throws Unavailable */
export const readNewestLetter = async (redis: Redis, deadLetter: string): Promise<string> => {
  if ((await orUnavailable(redis.exists(deadLetter))) === 0) return '0-0';
  const info = (await orUnavailable(redis.xinfo('STREAM', deadLetter))) as unknown[];
  return String(readMember(info, 'last-generated-id'));
};
