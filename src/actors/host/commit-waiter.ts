import type { ActorDocument } from '../../domain/actor-document';

/** Waits for a document to come to a point, wherever it is worked on. */
export interface CommitWaiter<D> {
  onCommit: (document: D) => void;
  /** The document as soon as it is there, or as it is when the time is up. */
  waitUntil: (first: D, isThere: (document: D) => boolean, waitMs: number) => Promise<D>;
}

/** How often another process' commits are looked for. */
const pollMs = 100;

/** Hears the commits of this process at once, and looks for those of others. */
export const createCommitWaiter = <D extends ActorDocument>(
  read: (id: string) => Promise<D | null>,
): CommitWaiter<D> => {
  const waiting = new Map<string, Set<(document: D) => void>>();
  return {
    onCommit: (document) => {
      for (const tell of waiting.get(document._id) ?? []) tell(document);
    },
    waitUntil: (first, isThere, waitMs) =>
      isThere(first) || waitMs <= 0
        ? Promise.resolve(first)
        : new Promise((resolve) => {
            const { _id } = first;
            const listeners = waiting.get(_id) ?? new Set();
            let latest = first;
            const leave = () => {
              clearInterval(poll);
              clearTimeout(end);
              listeners.delete(hear);
              if (listeners.size === 0) waiting.delete(_id);
              resolve(latest);
            };
            const hear = (document: D) => {
              if (document.version >= latest.version) latest = document;
              if (isThere(latest)) leave();
            };
            const look = () =>
              read(_id).then(
                (document) => document && hear(document),
                () => {},
              );
            const poll = setInterval(() => void look(), pollMs);
            const end = setTimeout(leave, waitMs);
            waiting.set(_id, listeners.add(hear));
          }),
  };
};
