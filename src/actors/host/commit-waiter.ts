import type { ActorDocument } from '../../domain/actor-document';

/** Waits until a document meets a condition, in whichever process it changes. */
export interface CommitWaiter<D> {
  onCommit: (document: D) => void;
  /** Resolves to the document once it meets the condition, or to its latest version when the time is up. */
  waitUntil: (first: D, isMet: (document: D) => boolean, waitMs: number) => Promise<D>;
}

/** How often the database is polled for commits of other processes. */
const pollMs = 100;

/** Creates a waiter that sees commits of this process at once and polls for those of others. */
export const createCommitWaiter = <D extends ActorDocument>(
  read: (id: string) => Promise<D | null>,
): CommitWaiter<D> => {
  const waiting = new Map<string, Set<(document: D) => void>>();
  return {
    onCommit: (document) => {
      for (const listener of waiting.get(document._id) ?? []) listener(document);
    },
    waitUntil: (first, isMet, waitMs) =>
      isMet(first) || waitMs <= 0
        ? Promise.resolve(first)
        : new Promise((resolve) => {
            const { _id } = first;
            const listeners = waiting.get(_id) ?? new Set();
            let latest = first;
            const finish = () => {
              clearInterval(polling);
              clearTimeout(end);
              listeners.delete(onDocument);
              if (listeners.size === 0) waiting.delete(_id);
              resolve(latest);
            };
            const onDocument = (document: D) => {
              if (document.version >= latest.version) latest = document;
              if (isMet(latest)) finish();
            };
            const poll = () =>
              read(_id).then(
                (document) => document && onDocument(document),
                () => {},
              );
            const polling = setInterval(() => void poll(), pollMs);
            const end = setTimeout(finish, waitMs);
            waiting.set(_id, listeners.add(onDocument));
          }),
  };
};
