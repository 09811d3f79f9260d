import { HttpProblem } from '../problem-details';
import { createTokenBuckets } from './token-buckets';

/** Counts a request of a caller. @throws HttpProblem `rate-limited` with `Retry-After` */
export type RateLimit = (callerId: string) => void;

/**
 * Limits the requests of each caller in this process: a minute's worth of them at once, and then as many as refill. 0 sets no
 * limit.
 */
export const createRateLimit = (perMinute: number, now: () => number = Date.now): RateLimit => {
  if (perMinute === 0) return () => {};
  const buckets = createTokenBuckets(perMinute, now);
  return (callerId) => {
    const seconds = buckets.waitSeconds(callerId);
    if (seconds > 0) throw rateLimited(`A caller may send ${perMinute} requests a minute`, seconds);
    buckets.take(callerId);
  };
};

/** Creates the problem of a limit that is used up. */
export const rateLimited = (detail: string, seconds: number): HttpProblem =>
  new HttpProblem('rate-limited', detail, {}, { 'Retry-After': String(seconds) });
