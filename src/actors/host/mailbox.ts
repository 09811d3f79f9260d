/** Queues the messages of one document inside a process; different documents run side by side. */
export interface Mailbox {
  run: <T>(id: string, turn: () => Promise<T>) => Promise<T>;
}

/** Creates a mailbox. An empty queue takes no memory. */
export const createMailbox = (): Mailbox => {
  const last = new Map<string, Promise<unknown>>();
  return {
    run: (id, turn) => {
      const previous = last.get(id);
      const result = previous ? previous.then(turn, turn) : turn();
      last.set(id, result);
      const leave = () => {
        if (last.get(id) === result) last.delete(id);
      };
      result.then(leave, leave);
      return result;
    },
  };
};
