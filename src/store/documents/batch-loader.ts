/** Creates a look-up that joins all keys of one tick into one query. */
export const createBatchLoader = <V>(
  find: (keys: string[]) => Promise<Map<string, V>>,
): ((key: string) => Promise<V | null>) => {
  let next: { keys: Set<string>; found: Promise<Map<string, V>> } | undefined;

  return async (key) => {
    next ??= scheduled();
    next.keys.add(key);
    return (await next.found).get(key) ?? null;
  };

  function scheduled() {
    const keys = new Set<string>();
    const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = undefined;
      return find([...keys]);
    });
    return { keys, found };
  }
};
