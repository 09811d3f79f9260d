import type { Redis } from 'ioredis';

/** Returns the consumer groups of a stream as Redis lists them. */
export const groupsOf = async (redis: Redis, stream: string): Promise<Record<string, unknown>[]> => {
  if ((await redis.exists(stream)) === 0) return [];
  const groups = (await redis.xinfo('GROUPS', stream)) as unknown[][];
  return groups.map((fields) => Object.fromEntries(pairs(fields)));
};

const pairs = (fields: unknown[]): [string, unknown][] =>
  fields.flatMap((name, at) => (at % 2 === 0 ? [[String(name), fields[at + 1]] as [string, unknown]] : []));
