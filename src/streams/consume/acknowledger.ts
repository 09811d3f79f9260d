/** Acknowledges handled entries, many at once. */
export interface Acknowledger {
  add: (entryId: string) => void;
  /** Whether the entry waits to be acknowledged. */
  has: (entryId: string) => boolean;
  /** Acknowledges the entries that wait. Never rejects: those that cannot be acknowledged keep waiting. */
  flush: () => Promise<void>;
  /** Stops retrying: the entries that are left will be delivered again. */
  stop: () => void;
}

interface AcknowledgerOptions {
  send: (entryIds: string[]) => Promise<void>;
  /** How long the first entry waits for others. */
  gatherMs: number;
  /** How long after a failure it is tried again. */
  retryMs: number;
}

/** Creates an acknowledger. After a crash before the flush the entries are delivered again: handlers are safe to repeat. */
export const createAcknowledger = ({ send, gatherMs, retryMs }: AcknowledgerOptions): Acknowledger => {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();
  let isStopped = false;

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    flushing = flushing.then(sendAll);
    return flushing;
  };

  const sendAll = async (): Promise<void> => {
    const entryIds = [...waiting];
    if (entryIds.length === 0) return;
    try {
      await send(entryIds);
      for (const entryId of entryIds) waiting.delete(entryId);
    } catch {
      flushWithin(retryMs);
    }
  };

  const flushWithin = (delayMs: number): void => {
    if (!isStopped) timer ??= setTimeout(() => void flush(), delayMs);
  };

  return {
    add: (entryId) => {
      waiting.add(entryId);
      flushWithin(gatherMs);
    },
    has: (entryId) => waiting.has(entryId),
    flush,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
