import type { ActorDocument, Idempotency } from '../domain/actor-document';
import type { Divergence } from '../domain/divergence';
import type { StoredMethod } from '../domain/stored-card';
import type { Notice } from './gateway';

/** Where orders or payments are kept. Every write is durable on a majority before it is answered. */
export interface ActorStore<D extends ActorDocument> {
  /** The document, possibly as this process last committed it; a compare-and-set guards against its age. */
  load: (id: string) => Promise<D | null>;
  /** The document as a majority has it now. */
  read: (id: string) => Promise<D | null>;
  readByKey: (caller: string, key: string) => Promise<D | null>;
  /** Inserts, never overwrites. Null when its id or its idempotency key is taken. */
  insert: (document: D) => Promise<D | null>;
  /**
   * One compare-and-set from `stored` to `next` on `{_id, version}`. Null when it did not apply, or when nobody can
   * tell: the caller reads again and looks for its own mark.
   */
  commit: (stored: D, next: D) => Promise<D | null>;
  list: (query: ListQuery) => Promise<D[]>;
  /** Documents with work due until then, the earliest first, in batches: each once. */
  due: (until: Date) => AsyncIterable<D[]>;
  /** Documents with something unpublished since before then, the oldest first, in batches: each once. */
  unpublished: (before: Date) => AsyncIterable<D[]>;
  /**
   * Whatever a Redis that has nothing since then may miss, in batches: documents with something unpublished, then those
   * that were published since then, by the clock of the database.
   */
  missingSince: (since: Date) => AsyncIterable<D[]>;
  /** Documents that a person has to look at, those that wait the longest first. */
  attended: (limit: number) => Promise<D[]>;
  /** Says that a person has to look, unless it was said before. */
  attend: (id: string, reason: string) => Promise<void>;
  /** Notes that the log is in the stream up to `seq`. Lazy: written with the next commit, or within half a second. */
  published: (id: string, seq: number) => void;
}

/** One page, newest first: `after` is the id of the last one seen. The log is left out. */
export interface ListQuery {
  userId?: string;
  status?: string;
  orderId?: string;
  after?: string;
  limit: number;
}

/** A divergence as it is kept. Its id is derived from what it is about, so that finding it twice is once. */
export type KeptDivergence = Divergence & {
  _id: string;
  firstSeenAt: Date;
  /** When the gateway was asked again, so that each divergence costs one repair. */
  triedAt?: Date;
  repairedAt?: Date;
};

/** Where divergences are kept. @throws Unavailable `database` */
export interface DivergenceStore {
  /** Keeps it unless it is there; answers what is there. */
  keep: (divergence: KeptDivergence) => Promise<KeptDivergence>;
  note: (id: string, tried: Pick<KeptDivergence, 'triedAt' | 'repairedAt'>) => Promise<void>;
  /** One page, newest first. */
  list: (query: Pick<ListQuery, 'after' | 'limit'>) => Promise<KeptDivergence[]>;
  /** How many nobody has repaired. */
  open: () => Promise<number>;
}

/** News as it is kept until somebody has looked. */
export interface KeptNotice extends Notice {
  state: 'waiting' | 'applied' | 'parked';
  receivedAt: Date;
}

/** Where news from the gateway are kept: stored before they are acknowledged, each once. */
export interface NoticeStore {
  /** False when it is there already. */
  keep: (notice: Notice, receivedAt: Date) => Promise<boolean>;
  /** Waiting since before then, the oldest first. */
  waiting: (before: Date, limit: number) => Promise<KeptNotice[]>;
  settle: (id: string, state: 'applied' | 'parked') => Promise<void>;
  /** Up to when the gateway's list was caught up with, by the gateway's clock. What webhooks bring does not move it. */
  caughtUpTo: () => Promise<Date | undefined>;
  /** Never moves it back. */
  catchUpTo: (at: Date) => Promise<void>;
}

/** A stored card as it lies in the database. */
export type MethodDocument = StoredMethod & { idempotency?: Idempotency };

/** Where stored cards are kept. @throws Unavailable `database` */
export interface MethodStore {
  read: (id: string) => Promise<MethodDocument | null>;
  readByKey: (caller: string, key: string) => Promise<MethodDocument | null>;
  /** Inserts, never overwrites. False when its idempotency key is taken. */
  insert: (method: MethodDocument) => Promise<boolean>;
  /** One page, newest first, without detached ones. */
  list: (query: Pick<ListQuery, 'userId' | 'after' | 'limit'>) => Promise<MethodDocument[]>;
  /** Marks it as detached and forgets the gateway's handles. Safe to repeat. */
  detach: (id: string, at: Date) => Promise<void>;
}
