/** Repeats `look` until it does not throw, and resolves with its result. Rejects with its last error after `withinMs`. */
export const eventually = async <T>(look: () => T | Promise<T>, withinMs = 20_000): Promise<T> => {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
};
