import type { Attention, AttentionItem } from './attention';

/** What must happen besides the state change: a charge attempt, a refund, a timer. */
export type WorkKind = 'charge' | 'capture' | 'void' | 'refund' | StockWorkKind | TimerKind;

/** What is asked of the stock for an order. */
export type StockWorkKind = 'confirm' | 'ship' | 'release' | 'restock';

/** A timer; when it expires, the machine receives the fact `<kind>.closed`. */
export type TimerKind = 'paymentWindow' | 'challengeWindow' | 'authorizationWindow' | 'evidenceWindow' | 'stockHold';

/**
 * `ready`: not tried yet. `sending`: claimed until `dueAt`. `unknown`: sent, with an unknown outcome. `succeeded`,
 * `declined` (a definite refusal) and `absent` (proven never to have happened) are over and have no `dueAt`.
 */
export type WorkState = 'ready' | 'sending' | 'unknown' | 'succeeded' | 'declined' | 'absent';

export interface WorkItem {
  /** Unique in its document and derived from its cause, so that requesting it twice requests it once. */
  id: string;
  kind: WorkKind;
  state: WorkState;
  /** When it must be tried again at the latest. */
  dueAt?: Date;
  createdAt: Date;
  /** The command that requested it, and its sender. */
  commandId: string;
  askedBy: string;
  /** The trace that it belongs to. */
  traceparent?: string;
  /** Claims so far. */
  tries: number;
  /** When the current attempt may first have reached the gateway: the life of its idempotency key begins. */
  firstSentAt?: Date;
  /** The attempt that is under way, each with an idempotency key of its own; the first one when there is no number. */
  attempt?: number;
  /** The try that began the current attempt. */
  firstTry?: number;
  /** The token of the latest claim. */
  claimedBy?: string;
  amountMinor?: number;
  reason?: string;
  /** The gateway's own handle of the charge that this is about, sealed. */
  gatewayRef?: string;
  /** Refunds or voids a duplicate charge; it does not count as a refund of the payment. */
  isDuplicateCharge?: boolean;
  /** When the gateway first said that it does not have this. */
  absentSince?: Date;
  /** Since when nothing definite is known of it. */
  unknownSince?: Date;
  failureCode?: string;
  /** What the latest try without an answer failed with; without data of the request. */
  lastError?: string;
  idempotency?: Idempotency;
}

/** A published event as it is stored: history, audit source and outbox in one. `id`, `type` and `seq` are those of the stream entry. */
export interface LogEntry {
  seq: number;
  id: string;
  type: string;
  time: Date;
  data: Record<string, unknown>;
  /** The actor that caused it, or requested the work that it results from: a user id, or a part of the service. */
  actor: string;
  /** Why that work was requested. */
  reason?: string;
  commandId: string;
  traceparent?: string;
  /** The status that it left; null for the first one. */
  before: string | null;
  after: string;
  /** SHA-256 of the protected business fields, as the change left them. */
  stateHash: string;
  /** SHA-256 of the hash before and of this entry: the audit chain. */
  hash: string;
}

/** A request that may be repeated. The key belongs to its caller for the life of what it created. */
export interface Idempotency {
  caller: string;
  key: string;
  /** SHA-256 of the canonical request. */
  fingerprint: string;
}

/** A fact that no state accepted: kept for operators, not part of the history. */
export interface IgnoredFact {
  type: string;
  time: Date;
  commandId: string;
}

export interface Inbox {
  /** The `seq` up to which the facts of a source entity (`/payment-service/<paymentId>`) are applied. */
  seqs: Record<string, number>;
  ignored: IgnoredFact[];
}

/** An attention item, and what an operator did about it. */
export interface Resolution extends Omit<AttentionItem, 'id'> {
  /** The item's id; absent in documents from before there were items. */
  id?: string;
  resolvedAt: Date;
  resolvedBy: string;
  resolution: string;
  commandId: string;
}

/** What every order and payment is stored with besides its business fields: one document, one atomic write. */
export interface ActorDocument {
  _id: string;
  /** The end of the id; documents from before have none until a cluster is prepared (docs/scaling.md). */
  shardKey?: string;
  status: string;
  /** Grows by one with each change; the ETag. */
  version: number;
  machineVersion: number;
  log: LogEntry[];
  /** The relay's watermark: everything up to this `seq` is in the stream. */
  publishedSeq: number;
  /** When the watermark was written last, by the clock of the database. */
  publishedAt?: Date;
  /** Since when there is something above the watermark. */
  unpublishedSince?: Date;
  work: WorkItem[];
  /** The earliest `dueAt`. */
  nextActionAt?: Date | undefined;
  inbox: Inbox;
  idempotency?: Idempotency;
  attention?: Attention | undefined;
  /** The latest resolutions, oldest first. */
  resolutions?: Resolution[];
  createdAt: Date;
  updatedAt: Date;
}
