import { LRUCache } from 'lru-cache';
import { HttpProblem } from '../problem-details';

/** Counts a request of a caller. @throws HttpProblem `rate-limited` with `Retry-After` */
export type RateLimit = (callerId: string) => void;

interface Bucket {
  tokens: number;
  filledAt: number;
}

const callersMax = 10_000;
const minuteMs = 60_000;

/**
 * Limits the requests of each caller in this process: a bucket of `perMinute` requests that refills evenly. 0 sets no limit.
 */
export const createRateLimit = (perMinute: number, now: () => number = Date.now): RateLimit => {
  if (perMinute === 0) return () => {};
  const buckets = new LRUCache<string, Bucket>({ max: callersMax });
  const perMs = perMinute / minuteMs;
  return (callerId) => {
    const time = now();
    const { tokens, filledAt } = buckets.get(callerId) ?? { tokens: perMinute, filledAt: time };
    const filled = Math.min(perMinute, tokens + (time - filledAt) * perMs);
    if (filled < 1) throw rateLimited(perMinute, Math.ceil((1 - filled) / perMs / 1000));
    buckets.set(callerId, { tokens: filled - 1, filledAt: time });
  };
};

const rateLimited = (perMinute: number, seconds: number) =>
  new HttpProblem(
    'rate-limited',
    `A caller may send ${perMinute} requests a minute`,
    {},
    { 'Retry-After': `${seconds}` },
  );
