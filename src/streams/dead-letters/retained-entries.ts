import type { Redis } from 'ioredis';
import { byAge, entriesIn } from '../entries';
import { member, replyOf } from '../redis';

const pageSize = 100;

/** What the dead letter of a partition holds back in its stream. */
export interface Held {
  /** The oldest entry with a letter, which somebody may retry. */
  oldest: string | undefined;
  /** The newest letter that was there before we looked. */
  newestLetter: string;
}

/** Looks through the dead letter of one partition, a page in memory at a time. @throws Unavailable */
export const lettersHeld = async (redis: Redis, deadLetter: string): Promise<Held> => {
  const held: Held = { oldest: undefined, newestLetter: await newestLetter(redis, deadLetter) };
  for await (const [, fields] of entriesIn(redis, deadLetter, { pageSize })) {
    const entryId = fields[fields.lastIndexOf('entryId') + 1] ?? '';
    if (held.oldest === undefined || byAge(entryId, held.oldest) < 0) held.oldest = entryId;
  }
  return held;
};

/** The id of the newest letter that there ever was. @throws Unavailable */
export const newestLetter = async (redis: Redis, deadLetter: string): Promise<string> => {
  if ((await replyOf(redis.exists(deadLetter))) === 0) return '0-0';
  const info = (await replyOf(redis.xinfo('STREAM', deadLetter))) as unknown[];
  return String(member(info, 'last-generated-id'));
};
