/** What the queue runs: one entry of one order. */
interface Queued {
  entryId: string;
  subject: string;
}

/** One order in sequence, different orders in parallel. */
export interface DeliveryQueue<T extends Queued> {
  push: (item: T) => void;
  has: (entryId: string) => boolean;
  /** How many items are queued or run; `delayed` are those of orders that wait for a retry. */
  count: () => { active: number; delayed: number };
  /** Drops the items that have not begun, and resolves when the running ones have ended. */
  drain: () => Promise<void>;
}

interface QueueDependencies<T> {
  /** How many orders run at once. */
  concurrency: number;
  /** While false, no item begins. */
  mayBegin: () => boolean;
  /** Runs an item. Must not reject. */
  run: (item: T) => Promise<'done' | { retryInMs: number }>;
}

/** The items of one order; the first one runs, or waits for its retry. */
interface Lane<T> {
  items: T[];
  retry?: NodeJS.Timeout;
}

/** Creates a queue that runs the items of a subject in the order they came. A retry delays only its own subject. */
export const createDeliveryQueue = <T extends Queued>({
  concurrency,
  mayBegin,
  run,
}: QueueDependencies<T>): DeliveryQueue<T> => {
  const entryIds = new Set<string>();
  const lanes = new Map<string, Lane<T>>();
  const running = new Set<Promise<void>>();
  let ready: Lane<T>[] = [];
  let delayed = 0;

  const start = (): void => {
    while (running.size < concurrency && mayBegin()) {
      const lane = ready.shift();
      if (!lane) return;
      const turn = runFirst(lane).finally(() => {
        running.delete(turn);
        start();
      });
      running.add(turn);
    }
  };

  const runFirst = async (lane: Lane<T>): Promise<void> => {
    const [item] = lane.items;
    if (!item) return;
    const outcome = await run(item);
    // The queue was drained meanwhile.
    if (!entryIds.has(item.entryId)) return;
    if (outcome !== 'done') return delay(lane, outcome.retryInMs);
    lane.items.shift();
    entryIds.delete(item.entryId);
    if (lane.items.length > 0) ready.push(lane);
    else lanes.delete(item.subject);
  };

  const delay = (lane: Lane<T>, delayMs: number): void => {
    delayed += lane.items.length;
    lane.retry = setTimeout(() => {
      delete lane.retry;
      delayed -= lane.items.length;
      ready.push(lane);
      start();
    }, delayMs);
  };

  return {
    push: (item) => {
      entryIds.add(item.entryId);
      const lane = lanes.get(item.subject);
      if (!lane) {
        const own = { items: [item] };
        lanes.set(item.subject, own);
        ready.push(own);
        return start();
      }
      lane.items.push(item);
      if (lane.retry) delayed += 1;
    },
    has: (entryId) => entryIds.has(entryId),
    count: () => ({ active: entryIds.size - delayed, delayed }),
    drain: async () => {
      for (const { retry } of lanes.values()) clearTimeout(retry);
      entryIds.clear();
      lanes.clear();
      ready = [];
      delayed = 0;
      await Promise.all(running);
    },
  };
};
