import type { RedisClient } from '../../redis/connect';
import { script } from '../../redis/script';

/** The right to read one partition for one group. Redis keeps it; each read checks it by its token. */
export interface Lease {
  /** Takes it when it is free, or keeps it when it is ours. @throws Unavailable */
  take: () => Promise<boolean>;
  /** Prolongs it. Never rejects: if Redis does not answer, the lease expires. */
  renew: () => Promise<void>;
  /** Whether it is certainly still held. */
  isHeld: () => boolean;
  /** The fencing token: higher than that of every earlier holder. */
  fence: () => number;
  /** Releases it. Never rejects. */
  release: () => Promise<void>;
}

// A token is not below the time, so that a Redis that lost the last token never issues an older one.
const takeScript = script(
  `
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
`,
  { allowOom: true },
);

const renewScript = script(
  `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`,
  { allowOom: true },
);

const releaseScript = script(
  `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`,
  { allowOom: true },
);

interface LeaseParts {
  key: string;
  fenceKey: string;
  /** Identifies the holder. */
  token: string;
  ttlMs: number;
}

/** Creates a lease on `key`, which expires `ttlMs` after its last renewal. */
export const createLease = (redis: RedisClient, { key, fenceKey, token, ttlMs }: LeaseParts): Lease => {
  let heldUntil = 0;
  let fence = 0;
  const isHeld = (): boolean => performance.now() < heldUntil;
  return {
    take: async () => {
      // Counted from the request, not from the reply, so that it ends here before it ends in Redis.
      const askedAt = performance.now();
      fence = Number(await takeScript(redis, [key, fenceKey], [token, ttlMs]));
      const isOurs = fence > 0;
      heldUntil = isOurs ? askedAt + ttlMs : 0;
      return isOurs;
    },
    // A lost lease stays lost until the next take: entries that were not begun must be read again in their order.
    renew: async () => {
      const askedAt = performance.now();
      const isOurs = await renewScript(redis, [key], [token, ttlMs]).catch(() => undefined);
      if (isOurs === 0) heldUntil = 0;
      if (isOurs === 1 && isHeld()) heldUntil = askedAt + ttlMs;
    },
    isHeld,
    fence: () => fence,
    release: async () => {
      heldUntil = 0;
      await releaseScript(redis, [key], [token]).catch(() => {});
    },
  };
};
