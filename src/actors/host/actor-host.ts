import type { ActorDocument, LogEntry } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import type { Message } from '../../domain/message';
import type { ActorStore } from '../../ports/stores';
import type { Mailbox } from './mailbox';

/** Identifies a change, so that a retry can tell whether it was applied. */
export type ChangeMark = Pick<Message, 'commandId' | 'fact'>;

/** A pure change of one document; returning the document itself changes nothing. @throws DomainError a refusal */
export type ApplyChange<D> = (stored: D) => D;

export interface ActorHost<D extends ActorDocument> {
  /** Changes one document and returns it as committed. @throws DomainError a refusal, or the actor's not-found */
  change: (id: string, mark: ChangeMark, changeOf: ApplyChange<D>) => Promise<D>;
  /** Inserts a new document. Returns null when its id or idempotency key is taken by another. */
  create: (document: D, mark: ChangeMark) => Promise<D | null>;
}

interface ActorHostDependencies<D extends ActorDocument> {
  store: ActorStore<D>;
  mailbox: Mailbox;
  /** Called after each commit; `entries` are those that the commit added to the log. */
  onCommit: (document: D, entries: LogEntry[]) => void;
  /** The actor's refusal for a missing document; one that is hidden from the caller must look the same. */
  notFound: (id: string) => DomainError;
}

/** More lost races in a row than happen in practice. */
const attemptsMax = 50;

/** Creates the one way to change an order or a payment; it knows neither. Safe to repeat: see `wasApplied`. */
export const createActorHost = <D extends ActorDocument>(parts: ActorHostDependencies<D>): ActorHost<D> => ({
  change: (id, mark, changeOf) => parts.mailbox.run(id, () => change(parts, id, mark, changeOf)),

  create: async (document, mark) => {
    const inserted = (await parts.store.insert(document)) ?? (await findOwnInsert(parts.store, document, mark));
    if (inserted) parts.onCommit(inserted, inserted.log);
    return inserted;
  },
});

const change = async <D extends ActorDocument>(
  { store, onCommit, notFound }: ActorHostDependencies<D>,
  id: string,
  mark: ChangeMark,
  changeOf: ApplyChange<D>,
): Promise<D> => {
  for (let turn = 1; turn <= attemptsMax; turn += 1) {
    const isFresh = turn > 1;
    const stored = isFresh ? await store.read(id) : await store.load(id);
    if (!stored) throw notFound(id);
    if (wasApplied(stored, mark)) {
      onCommit(stored, []);
      return stored;
    }

    const next = isFresh ? changeOf(stored) : unchangedIfRefused(changeOf, stored);
    if (next === stored) {
      if (isFresh) return stored;
      // The cached document may be old: only the majority's document can refuse, or show that nothing is to change.
      continue;
    }

    const done = await store.commit(stored, next);
    if (done) {
      onCommit(done, done.log.slice(stored.log.length));
      return done;
    }
    // Another writer won, or our reply was lost; the next iteration re-reads to find out.
  }
  throw new DomainError('version-conflict', `${id} kept changing`);
};

const unchangedIfRefused = <D>(changeOf: ApplyChange<D>, stored: D): D => {
  try {
    return changeOf(stored);
  } catch (error) {
    if (error instanceof DomainError) return stored;
    throw error;
  }
};

/** Whether the document contains the change already, by any of the marks that changes leave. */
export const wasApplied = ({ log, work, inbox }: ActorDocument, { commandId, fact }: ChangeMark): boolean =>
  log.some((entry) => entry.commandId === commandId) ||
  work.some((one) => one.commandId === commandId || one.claimedBy === commandId) ||
  inbox.ignored.some((one) => one.commandId === commandId) ||
  (fact !== undefined && fact.seq <= (inbox.seqs[fact.source] ?? 0));

/** The reply of an insert may have been lost: the document under that id may be our own. */
const findOwnInsert = async <D extends ActorDocument>(
  store: ActorStore<D>,
  { _id }: D,
  mark: ChangeMark,
): Promise<D | null> => {
  const stored = await store.read(_id);
  return stored && wasApplied(stored, mark) ? stored : null;
};
