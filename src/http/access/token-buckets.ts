import { LRUCache } from 'lru-cache';

/** A bucket of tokens for each id, which refills evenly. */
export interface TokenBuckets {
  /** Returns after how many seconds the bucket has a token; 0 if it has one. */
  waitSeconds: (id: string) => number;
  /** Takes a token. */
  take: (id: string) => void;
}

const idsMax = 10_000;
const minuteMs = 60_000;

/** Creates buckets of `perMinute` tokens. The ids that were used least recently are forgotten beyond ten thousand. */
export const createTokenBuckets = (perMinute: number, now: () => number = Date.now): TokenBuckets => {
  const buckets = new LRUCache<string, { tokens: number; filledAt: number }>({ max: idsMax });
  const perMs = perMinute / minuteMs;
  const tokensOf = (id: string, time: number): number => {
    const bucket = buckets.get(id);
    return bucket ? Math.min(perMinute, bucket.tokens + (time - bucket.filledAt) * perMs) : perMinute;
  };
  return {
    waitSeconds: (id) => {
      const tokens = tokensOf(id, now());
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1000);
    },
    take: (id) => {
      const time = now();
      buckets.set(id, { tokens: tokensOf(id, time) - 1, filledAt: time });
    },
  };
};
