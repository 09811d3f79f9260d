/** A thing to do for one order. */
export interface QueuedItem {
  entryId: string;
  subject: string;
}

/** One order in sequence, different orders side by side. */
export interface PerOrderQueue<T extends QueuedItem> {
  push: (item: T) => void;
  has: (entryId: string) => boolean;
  /** How many wait or run. */
  size: () => number;
  /** Forgets what waits, and resolves when what runs is done. */
  close: () => Promise<void>;
}

interface InOrderParts<T> {
  /** How many orders run at once. */
  concurrency: number;
  /** Answers after how many milliseconds to run it again, or null when it is done with. Must not reject. */
  run: (item: T) => Promise<number | null>;
}

/** Runs items in the order they came per subject. One that must be run again holds up its own subject only. */
export const createPerOrderQueue = <T extends QueuedItem>({ concurrency, run }: InOrderParts<T>): PerOrderQueue<T> => {
  const items = new Set<string>();
  const lanes = new Map<string, T[]>();
  const ready: T[][] = [];
  const running = new Set<Promise<void>>();
  const delays = new Set<NodeJS.Timeout>();
  let isClosed = false;

  const start = (): void => {
    while (!isClosed && running.size < concurrency) {
      const lane = ready.shift();
      if (!lane) return;
      const turn = runFirst(lane).finally(() => {
        running.delete(turn);
        start();
      });
      running.add(turn);
    }
  };

  const runFirst = async (lane: T[]): Promise<void> => {
    const [item] = lane;
    if (!item) return;
    const delayMs = await run(item);
    if (delayMs !== null) return runLater(lane, delayMs);
    lane.shift();
    items.delete(item.entryId);
    if (lane.length > 0) ready.push(lane);
    else lanes.delete(item.subject);
  };

  const runLater = (lane: T[], delayMs: number): void => {
    if (isClosed) return;
    const delay = setTimeout(() => {
      delays.delete(delay);
      ready.push(lane);
      start();
    }, delayMs);
    delays.add(delay);
  };

  return {
    push: (item) => {
      items.add(item.entryId);
      const lane = lanes.get(item.subject);
      if (lane) {
        lane.push(item);
        return;
      }
      const own = [item];
      lanes.set(item.subject, own);
      ready.push(own);
      start();
    },
    has: (entryId) => items.has(entryId),
    size: () => items.size,
    close: async () => {
      isClosed = true;
      for (const delay of delays) clearTimeout(delay);
      await Promise.all(running);
    },
  };
};
