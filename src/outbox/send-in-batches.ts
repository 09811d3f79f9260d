/** Things that wait to be sent together. */
export interface BatchSender<T> {
  /** Returns at once. Beyond what may wait, the thing is dropped. */
  add: (one: T) => void;
  /** Everything that was added is sent, or has failed. */
  idle: () => Promise<void>;
}

/** As many as may wait, so that memory stays flat. */
const waitingMax = 5_000;
const batchMax = 500;

/** Sends one batch at a time, with as many in it as have come meanwhile; of equal ids the latest. */
export const sendInBatches = <T extends { _id: string }>(
  send: (batch: T[]) => Promise<void>,
  failed: (error: unknown) => void,
): BatchSender<T> => {
  const waiting = new Map<string, T>();
  let running: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    while (waiting.size > 0) {
      const batch = [...waiting.values()].slice(0, batchMax);
      for (const { _id } of batch) waiting.delete(_id);
      await send(batch).catch(failed);
    }
    running = undefined;
  };
  return {
    add: (one) => {
      if (waiting.size >= waitingMax && !waiting.has(one._id)) return;
      waiting.set(one._id, one);
      // The next tick: what is committed together is sent together.
      running ??= Promise.resolve().then(drain);
    },
    idle: async () => {
      await running;
    },
  };
};
