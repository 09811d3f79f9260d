/** Collects what is handled and acknowledges many at once. */
export interface Acknowledger {
  add: (entryId: string) => void;
  /** Whether it waits to be acknowledged. */
  has: (entryId: string) => boolean;
  /** Acknowledges all that wait, if it can. Never rejects: what is not acknowledged waits on. */
  flush: () => Promise<void>;
  /** Tries no more: what is left will be delivered again. */
  stop: () => void;
}

interface AcknowledgerParts {
  send: (entryIds: string[]) => Promise<void>;
  /** How long the first may wait for others. */
  gatherMs: number;
  /** After how long to try again when it failed. */
  retryMs: number;
}

/** An acknowledger. A crash before the flush brings the entries again: handlers are safe to repeat. */
export const createAcknowledger = ({ send, gatherMs, retryMs }: AcknowledgerParts): Acknowledger => {
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
