import type { Redis } from 'ioredis';
import { script } from './script';

/** The right to read one partition for one group. Redis keeps it; every read there checks it again by its token. */
export interface Lease {
  token: string;
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
  const extend = async (how: typeof takeScript): Promise<boolean> => {
    // From when we ask, not from when we are answered: we stop believing before Redis does.
    const askedAt = performance.now();
    const isOurs = (await how(redis, [key], [token, lifeMs])) === 1;
    heldUntil = isOurs ? askedAt + lifeMs : 0;
    return isOurs;
  };
  return {
    token,
    take: () => extend(takeScript),
    renew: () => extend(renewScript).then(ignore, ignore),
    isHeld: () => performance.now() < heldUntil,
    release: async () => {
      heldUntil = 0;
      await releaseScript(redis, [key], [token]).catch(ignore);
    },
  };
};

const ignore = (): void => {};
