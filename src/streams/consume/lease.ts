import type { Redis } from 'ioredis';
import { script } from '../script';

/** The right to read one partition for one group. Redis keeps it; every read there checks it again by its token. */
export interface Lease {
  /** Takes it when it is free, or keeps it when it is ours. @throws Unavailable */
  take: () => Promise<boolean>;
  /** Prolongs it. Never rejects: when Redis does not answer, the lease expires. */
  renew: () => Promise<void>;
  /** Whether it is certainly ours still. */
  isHeld: () => boolean;
  /** The number of our turn: higher than that of every holder before us. */
  fence: () => number;
  /** Gives it back. Never rejects. */
  release: () => Promise<void>;
}

// A fence is not below the time, so that a Redis that lost the last one never gives out an older one.
const takeScript = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
local fence = tonumber(redis.call('GET', KEYS[2]) or 0)
if not holder then
  local now = redis.call('TIME')
  fence = math.max(fence + 1, now[1] * 1000 + math.floor(now[2] / 1000))
  redis.call('SET', KEYS[2], fence)
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return fence
`);

const renewScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

const releaseScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

interface LeaseParts {
  key: string;
  fenceKey: string;
  /** Tells its holder from all others. */
  token: string;
  lifeMs: number;
}

/** A lease on `key` for `lifeMs`. */
export const createLease = (redis: Redis, { key, fenceKey, token, lifeMs }: LeaseParts): Lease => {
  let heldUntil = 0;
  let turn = 0;
  const isHeld = (): boolean => performance.now() < heldUntil;
  return {
    take: async () => {
      // From when we ask, not from when we are answered: we stop believing before Redis does.
      const askedAt = performance.now();
      turn = Number(await takeScript(redis, [key, fenceKey], [token, lifeMs]));
      const isOurs = turn > 0;
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
    fence: () => turn,
    release: async () => {
      heldUntil = 0;
      await releaseScript(redis, [key], [token]).catch(() => {});
    },
  };
};
