import type { ActorDocument, LogEntry } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import type { Message } from '../../domain/message';
import type { ActorStore } from '../../ports/stores';
import type { Mailbox } from './mailbox';

/** What a change leaves behind, so that it is found again when its reply was lost. */
export type ChangeMark = Pick<Message, 'commandId' | 'fact'>;

/** A pure change of one document; answering the document itself changes nothing. @throws DomainError a refusal */
export type ApplyChange<D> = (stored: D) => D;

export interface ActorHost<D extends ActorDocument> {
  /** Changes one document and answers it as committed. @throws DomainError a refusal, or the actor's not-found */
  change: (id: string, mark: ChangeMark, changeOf: ApplyChange<D>) => Promise<D>;
  /** Inserts a new document, or answers null when its id or key is taken by another. */
  create: (document: D, mark: ChangeMark) => Promise<D | null>;
}

interface ActorHostDependencies<D extends ActorDocument> {
  store: ActorStore<D>;
  mailbox: Mailbox;
  /** Rings the relay and whoever waits for the document; `entries` is what this commit added to its log. */
  onCommit: (document: D, entries: LogEntry[]) => void;
  /** The refusal when there is none, in the words of the actor: it must not tell one that is hidden from one that is not there. */
  notFound: (id: string) => DomainError;
}

/** More lost races in a row than any live system makes. */
const attemptsMax = 50;

/** The one way to change an order or a payment; knows neither. Safe to repeat: see `hasHappened`. */
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
      // What is cached may be old: only what a majority has now can refuse, or have nothing to change.
      continue;
    }

    const done = await store.commit(stored, next);
    if (done) {
      onCommit(done, done.log.slice(stored.log.length));
      return done;
    }
    // The race or the reply was lost. Which of the two? The next turn reads it.
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

/** Whether the change is in the document already, by any of the marks that changes leave. */
export const wasApplied = ({ log, work, inbox }: ActorDocument, { commandId, fact }: ChangeMark): boolean =>
  log.some((entry) => entry.commandId === commandId) ||
  work.some((one) => one.commandId === commandId || one.claimedBy === commandId) ||
  inbox.ignored.some((one) => one.commandId === commandId) ||
  (fact !== undefined && fact.seq <= (inbox.seqs[fact.source] ?? 0));

/** The reply of an insert may be lost: what is there under the id may be our own. */
const findOwnInsert = async <D extends ActorDocument>(
  store: ActorStore<D>,
  { _id }: D,
  mark: ChangeMark,
): Promise<D | null> => {
  const stored = await store.read(_id);
  return stored && wasApplied(stored, mark) ? stored : null;
};
