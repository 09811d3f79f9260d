import type { ActorDocument, Idempotency } from '../domain/actor-document';
import type { Divergence } from '../domain/divergence';
import type { Order } from '../domain/order';
import type { DisputeStatus } from '../domain/payment';
import type { StoredCard } from '../domain/stored-card';
import type { GatewayEvent } from './gateway';

/** Functions that convert a document to the next machine version, by the version that they start from. */
export type Upcasters<D> = Record<number, (document: D) => D>;

/**
 * The versions of a machine that a release handles. A release first knows a new version, and writes it only when every
 * process knows it (docs/operating.md, "New machine versions").
 */
export interface MachineVersions<D> {
  /** The version of new documents. An older document is upcast to it when it is read. */
  written: number;
  /** The highest version that this release reads and changes; a document of a higher one is an outage. */
  known: number;
  upcasters: Upcasters<D>;
}

/** Stores orders or payments. A write returns when a majority has it on disk. */
export interface ActorStore<D extends ActorDocument> {
  /**
   * Returns the document, possibly from the cache; a compare-and-set guards against its age.
   * @throws NewerVersion when a newer release wrote it; `read` and `readByKey` do, too
   */
  load: (id: string) => Promise<D | null>;
  /** Returns the document as a majority has it now. */
  read: (id: string) => Promise<D | null>;
  readByKey: (caller: string, key: string) => Promise<D | null>;
  /** Inserts, never overwrites. Returns null when the id or the idempotency key is taken. */
  insert: (document: D) => Promise<D | null>;
  /**
   * Applies one compare-and-set from `stored` to `next` on `{_id, version}`. Returns null when it did not apply or the
   * outcome is unknown: the caller reads again and looks for its own mark.
   * @throws DomainError `idempotency-key-reused` when another document has one of its `commandKeys`
   */
  commit: (stored: D, next: D) => Promise<D | null>;
  list: (query: ListQuery) => Promise<D[]>;
  /** Reads documents with work due until then, the earliest first, in batches: each once. */
  due: (until: Date) => AsyncIterable<D[]>;
  /** Reads documents with events unpublished since before then, the oldest first, in batches: each once. */
  unpublished: (before: Date) => AsyncIterable<D[]>;
  /**
   * Reads, in batches, what a Redis without data since then may miss: documents with unpublished events, then those
   * published since then, by the clock of the database.
   */
  missingSince: (since: Date) => AsyncIterable<D[]>;
  /** Returns documents that need an operator, the longest waiting first. */
  listAttention: (limit: number) => Promise<D[]>;
  /** Flags a document for an operator, once for each reason. */
  markAttention: (id: string, reason: string) => Promise<void>;
  /** Notes that the log is in the stream up to `seq`. Lazy: written with the next commit, or within half a second. */
  notePublished: (id: string, seq: number) => void;
}

/** One page, newest first: `after` is the id of the last document seen. Logs are left out. */
export interface ListQuery {
  userId?: string;
  status?: string;
  orderId?: string;
  /** Only payments with a dispute in this status, or with any. */
  disputed?: DisputeStatus | 'any';
  after?: string;
  limit: number;
}

/** A divergence as it is stored. Its id is derived from its subject, so that finding it twice stores it once. */
export type StoredDivergence = Divergence & {
  _id: string;
  firstSeenAt: Date;
  /** When a repair was tried, so that each divergence costs one. */
  triedAt?: Date;
  repairedAt?: Date;
  /** Set until it is repaired, or an operator has resolved it. */
  isOpen?: boolean;
  resolution?: string;
  resolvedBy?: string;
  resolvedAt?: Date;
};

/** Stores divergences. @throws Unavailable `database` */
export interface DivergenceStore {
  /** Stores it unless it exists, and returns what is stored. */
  keep: (divergence: StoredDivergence) => Promise<StoredDivergence>;
  note: (id: string, tried: Pick<StoredDivergence, 'triedAt' | 'repairedAt'>) => Promise<void>;
  /** One page, newest first. */
  list: (query: Pick<ListQuery, 'after' | 'limit'>) => Promise<StoredDivergence[]>;
  /** Returns the first open ones. */
  listOpen: (limit: number) => Promise<StoredDivergence[]>;
  /** Counts the open ones by kind. */
  countOpen: () => Promise<Record<string, number>>;
  /** Closes one by hand. Returns null when there is none, or it is closed already. */
  resolve: (id: string, by: { resolvedBy: string; resolution: string; at: Date }) => Promise<StoredDivergence | null>;
}

/** The part of an order that is compared with its reservation. */
export type ReservedOrder = Pick<Order & ActorDocument, '_id' | 'status' | 'stock' | 'work' | 'updatedAt'>;

/** Reads the orders for which goods may be reserved. @throws Unavailable `database` */
export interface ReservedOrders {
  /** Reads all of them in the order of their reservations' ids, in batches. */
  readAll: () => AsyncIterable<ReservedOrder[]>;
  /** Returns the one with this reservation, as a majority has it now. */
  find: (reservationId: string) => Promise<ReservedOrder | null>;
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

/** Stores gateway events, each once, before they are acknowledged. @throws Unavailable `database` */
export interface GatewayEventStore {
  /** Stores an event. Returns false when it is stored already. */
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

/** Keeps stored cards. @throws Unavailable `database` */
export interface CardStore {
  read: (id: string) => Promise<CardDocument | null>;
  readByKey: (caller: string, key: string) => Promise<CardDocument | null>;
  /** Inserts, never overwrites. Returns false when the idempotency key is taken. */
  insert: (method: CardDocument) => Promise<boolean>;
  /** Finds the card whose setup has this key and is pending. */
  findPending: (setupKey: string) => Promise<CardDocument | null>;
  /** One page, newest first, without detached ones and without those whose setup expired before `now`. */
  list: (query: Pick<ListQuery, 'userId' | 'after' | 'limit'>, now: Date) => Promise<CardDocument[]>;
  /** Notes that the owner has confirmed it. Safe to repeat. */
  finishSetup: (id: string) => Promise<void>;
  /** Marks it as detached and forgets the gateway's handles. Safe to repeat. */
  detach: (id: string, at: Date) => Promise<void>;
}

/** The gateway's customer of a user, whose id it has. */
export interface CustomerDocument {
  _id: string;
  /** The gateway's handle, sealed. */
  sealedCustomer: string;
  createdAt: Date;
}

/** Keeps the gateway's customers. @throws Unavailable `database` */
export interface CustomerStore {
  read: (userId: string) => Promise<CustomerDocument | null>;
  /** Inserts, never overwrites. Returns false when the user has a customer. */
  insert: (customer: CustomerDocument) => Promise<boolean>;
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
