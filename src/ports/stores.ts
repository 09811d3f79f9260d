import type { ActorDocument, Idempotency } from '../domain/actor-document';
import type { Divergence } from '../domain/divergence';
import type { StoredCard } from '../domain/stored-card';
import type { GatewayEvent } from './gateway';

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
  listAttention: (limit: number) => Promise<D[]>;
  /** Says that a person has to look, unless it was said before. */
  markAttention: (id: string, reason: string) => Promise<void>;
  /** Notes that the log is in the stream up to `seq`. Lazy: written with the next commit, or within half a second. */
  notePublished: (id: string, seq: number) => void;
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
export type StoredDivergence = Divergence & {
  _id: string;
  firstSeenAt: Date;
  /** When the gateway was asked again, so that each divergence costs one repair. */
  triedAt?: Date;
  repairedAt?: Date;
  /** Set until it is repaired, or an operator has resolved it. */
  isOpen?: boolean;
  resolution?: string;
  resolvedBy?: string;
  resolvedAt?: Date;
};

/** Where divergences are kept. @throws Unavailable `database` */
export interface DivergenceStore {
  /** Keeps it unless it is there; answers what is there. */
  keep: (divergence: StoredDivergence) => Promise<StoredDivergence>;
  note: (id: string, tried: Pick<StoredDivergence, 'triedAt' | 'repairedAt'>) => Promise<void>;
  /** One page, newest first. */
  list: (query: Pick<ListQuery, 'after' | 'limit'>) => Promise<StoredDivergence[]>;
  /** How many are open. */
  open: () => Promise<number>;
  /** Closes one by hand. Returns null when there is none, or it is closed already. */
  resolve: (id: string, by: { resolvedBy: string; resolution: string; at: Date }) => Promise<StoredDivergence | null>;
}

/** A gateway event as it is stored until it is handled. */
export interface StoredGatewayEvent extends GatewayEvent {
  state: 'waiting' | 'applied' | 'unmatched';
  receivedAt: Date;
  /** When it is handled next. */
  lookAt: Date;
  /** How often it was handled without a result. */
  looks: number;
}

/** Where gateway events are stored, each once, before they are acknowledged. @throws Unavailable `database` */
export interface GatewayEventStore {
  /** False when it is stored already. */
  keep: (event: Omit<StoredGatewayEvent, 'state'>) => Promise<boolean>;
  /** Claims the events that are due, the most overdue first: no other process gets them before `until`. */
  claimDue: (now: Date, until: Date, limit: number) => Promise<StoredGatewayEvent[]>;
  finish: (id: string, state: 'applied' | 'unmatched') => Promise<void>;
  postpone: (id: string, lookAt: Date) => Promise<void>;
  /** Claims the list of events; returns up to when it was read, or null while another process reads it. */
  claimCursor: (now: Date, until: Date) => Promise<Date | null>;
  /** Notes up to when the list was read and prolongs the claim. Never moves it back. */
  advanceCursor: (at: Date, until: Date) => Promise<void>;
}

/** A stored card as it lies in the database. */
export type CardDocument = StoredCard & { idempotency?: Idempotency };

/** Where stored cards are kept. @throws Unavailable `database` */
export interface CardStore {
  read: (id: string) => Promise<CardDocument | null>;
  readByKey: (caller: string, key: string) => Promise<CardDocument | null>;
  /** Inserts, never overwrites. False when its idempotency key is taken. */
  insert: (method: CardDocument) => Promise<boolean>;
  /** One page, newest first, without detached ones. */
  list: (query: Pick<ListQuery, 'userId' | 'after' | 'limit'>) => Promise<CardDocument[]>;
  /** Marks it as detached and forgets the gateway's handles. Safe to repeat. */
  detach: (id: string, at: Date) => Promise<void>;
}

/** The result of one data quality rule at the last check. */
export interface QualityResult {
  /** The rule. */
  _id: string;
  violations: number;
  /** Some of the orders that break it. */
  ids: string[];
  checkedAt: Date;
}

/** Stores the results of the last check. @throws Unavailable `database` */
export interface QualityStore {
  /** Replaces all results. */
  keep: (results: QualityResult[]) => Promise<void>;
  violations: () => Promise<Record<string, number>>;
  /** When all rules were last checked; undefined when they never were. */
  checkedAt: () => Promise<Date | undefined>;
}
