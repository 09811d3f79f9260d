import { LRUCache } from 'lru-cache';

const rememberedMax = 10_000;
const rememberedMs = 10_000;

/** Remembers positive answers for ten seconds, and lets concurrent questions for one id share an answer. */
export const remembered = <T extends object>(
  find: (id: string) => Promise<T | null>,
): ((id: string) => Promise<T | null>) => {
  const known = new LRUCache<string, T>({ max: rememberedMax, ttl: rememberedMs });
  const asked = new Map<string, Promise<T | null>>();

  const ask = async (id: string): Promise<T | null> => {
    try {
      const found = await find(id);
      if (found) known.set(id, found);
      return found;
    } finally {
      asked.delete(id);
    }
  };
  return async (id) => {
    const answer = known.get(id) ?? asked.get(id);
    if (answer) return answer;
    const question = ask(id);
    asked.set(id, question);
    return question;
  };
};
