/** The more urgent kinds of calls come first in this list. */
const priorities = ['charge', 'refund', 'lookup', 'list'] as const;
export type CallPriority = (typeof priorities)[number];

export interface RateLimiter {
  /** Runs the call as soon as the rate allows, more urgent calls first. */
  run: <T>(priority: CallPriority, call: () => Promise<T>) => Promise<T>;
  /** Starts no call before the delay is over: the gateway asked for it. */
  pause: (delayMs: number) => void;
}

/**
 * Creates a limiter that starts at most `perSecond` calls in any second (a token bucket of that size); 0 sets no limit.
 * Calls of one priority keep their order.
 */
export const createRateLimiter = (perSecond: number): RateLimiter => {
  const waiting = new Map<CallPriority, (() => void)[]>(priorities.map((priority) => [priority, []]));
  let tokens = perSecond;
  let refilledAt = performance.now();
  let pausedUntil = 0;
  let timer: NodeJS.Timeout | undefined;

  const takeToken = (): boolean => {
    const now = performance.now();
    if (now < pausedUntil) return false;
    if (perSecond === 0) return true;
    tokens = Math.min(perSecond, tokens + ((now - refilledAt) / 1000) * perSecond);
    refilledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const startNext = (): void => {
    timer = undefined;
    for (const priority of priorities) {
      const calls = waiting.get(priority) ?? [];
      while (calls.length > 0 && takeToken()) calls.shift()?.();
      if (calls.length > 0) {
        wakeUp();
        return;
      }
    }
  };
  const wakeUp = (): void => {
    const untilTokenMs = perSecond === 0 ? 0 : 1000 / perSecond;
    timer ??= setTimeout(startNext, Math.max(untilTokenMs, pausedUntil - performance.now()));
  };

  return {
    run: async (priority, call) => {
      if (timer !== undefined || !takeToken()) {
        await new Promise<void>((start) => {
          waiting.get(priority)?.push(start);
          wakeUp();
        });
      }
      return call();
    },
    pause: (delayMs) => {
      pausedUntil = Math.max(pausedUntil, performance.now() + delayMs);
    },
  };
};
