import type { Redis } from 'ioredis';
import { replyOf } from './redis';

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
  for (let last = '0-0'; ; ) {
    const page = await replyOf(redis.xrange(deadLetter, `(${last}`, '+', 'COUNT', pageSize));
    for (const [letterId, fields] of page) {
      last = letterId;
      const entryId = fields[fields.lastIndexOf('entryId') + 1] ?? '';
      if (held.oldest === undefined || isOlder(entryId, held.oldest)) held.oldest = entryId;
    }
    if (page.length < pageSize) return held;
  }
};

/** The id of the newest letter that there ever was. @throws Unavailable */
export const newestLetter = async (redis: Redis, deadLetter: string): Promise<string> => {
  if ((await replyOf(redis.exists(deadLetter))) === 0) return '0-0';
  const info = (await replyOf(redis.xinfo('STREAM', deadLetter))) as unknown[];
  return String(info[info.indexOf('last-generated-id') + 1]);
};

const isOlder = (one: string, other: string): boolean => {
  const [[oneMs = 0, oneSeq = 0], [otherMs = 0, otherSeq = 0]] = [partsOf(one), partsOf(other)];
  return oneMs < otherMs || (oneMs === otherMs && oneSeq < otherSeq);
};

const partsOf = (id: string): number[] => id.split('-').map(Number);
