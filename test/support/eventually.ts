/** Resolves with the first answer that does not throw. When the time is up, the last error says what never came true. */
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
