import { createHash } from 'node:crypto';
import { type Redis, ReplyError } from 'ioredis';
import { orUnavailable } from './redis';

/** Runs one Lua script: all or nothing, and nothing in between. */
export type Script = (redis: Redis, keys: string[], args: (string | number)[]) => Promise<unknown>;

/** A script that is sent by its hash, and in full when Redis does not know it. @throws Unavailable */
export const script = (lua: string): Script => {
  const hash = createHash('sha1').update(lua).digest('hex');
  return (redis, keys, args) =>
    orUnavailable(
      redis.evalsha(hash, keys.length, ...keys, ...args).catch((error: unknown) => {
        if (!isUnknownScript(error)) throw error;
        return redis.eval(lua, keys.length, ...keys, ...args);
      }),
    );
};

const isUnknownScript = (error: unknown): boolean =>
  error instanceof ReplyError && error instanceof Error && error.message.startsWith('NOSCRIPT');
