import { LRUCache } from 'lru-cache';

const rememberedMax = 10_000;
const foundMs = 10_000;
const absentMs = 1_000;
const absent = Symbol('absent');

/**
 * Remembers what a look-up found for ten seconds, and that it found nothing for one second. Concurrent look-ups of one id
 * share a call. A call that fails is not remembered.
 */
export const rememberFound = <T extends object>(
  find: (id: string) => Promise<T | null>,
): ((id: string) => Promise<T | null>) => {
  const known = new LRUCache<string, T | typeof absent>({
    max: rememberedMax,
    ttl: foundMs,
    fetchMethod: async (id, _stale, { options }) => {
      const found = await find(id);
      if (found) return found;
      options.ttl = absentMs;
      return absent;
    },
  });
  return async (id) => {
    const value = known.get(id) ?? (await known.fetch(id));
    return value === undefined || value === absent ? null : value;
  };
};
