import type { Redis } from 'ioredis';
import { script } from './script';

/** The right to read one partition for one group. Redis keeps it; every read there checks it again by its token. */
export interface Lease {
  /** Takes it when it is free, or keeps it when it is ours. @throws Unavailable */
  take: () => Promise<boolean>;
  /** Prolongs it. Never rejects: when Redis does not answer, the lease runs out by itself. */
  renew: () => Promise<void>;
  /** Whether it is certainly ours still. */
  isHeld: () => boolean;
  /** Gives it back. Never rejects. */
  release: () => Promise<void>;
}

const takeScript = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

const renewScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

const releaseScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

/** A lease on `key` for `lifeMs`. `token` tells its holder from all others. */
export const lease = (redis: Redis, key: string, { token, lifeMs }: { token: string; lifeMs: number }): Lease => {
  let heldUntil = 0;
  const isHeld = (): boolean => performance.now() < heldUntil;
  return {
    take: async () => {
      // From when we ask, not from when we are answered: we stop believing before Redis does.
      const askedAt = performance.now();
      const isOurs = (await takeScript(redis, [key], [token, lifeMs])) === 1;
      heldUntil = isOurs ? askedAt + lifeMs : 0;
      return isOurs;
    },
    // Lost is lost until the next take: what was not begun meanwhile must come again in its order.
    renew: async () => {
      const askedAt = performance.now();
      const isOurs = await renewScript(redis, [key], [token, lifeMs]).catch(() => undefined);
      if (isOurs === 0) heldUntil = 0;
      if (isOurs === 1 && isHeld()) heldUntil = askedAt + lifeMs;
    },
    isHeld,
    release: async () => {
      heldUntil = 0;
      await releaseScript(redis, [key], [token]).catch(() => {});
    },
  };
};
