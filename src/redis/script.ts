import { createHash } from 'node:crypto';
import { ReplyError } from 'ioredis';
import type { RedisClient } from './connect';
import { orUnavailable } from './replies';

/** Runs one Lua script, atomically. @throws Unavailable */
export type Script = (redis: RedisClient, keys: string[], args: (string | number)[]) => Promise<unknown>;

interface ScriptOptions {
  /** Whether it may run while memory is full, because it needs little and leads to memory being freed. */
  allowOom?: boolean;
}

/** Creates a script that is sent by its hash, and in full when Redis does not know it. */
export const script = (body: string, { allowOom = false }: ScriptOptions = {}): Script => {
  const lua = allowOom ? `#!lua flags=allow-oom\n${body}` : body;
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
