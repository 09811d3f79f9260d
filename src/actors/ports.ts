import type { Divergence } from '../domain/divergence';
import type { Address } from '../domain/order';
import type { PaymentMethod } from '../domain/payment';
import type { StoredMethod } from '../domain/stored-method';
import type { ActorDocument, Idempotency, LogEntry, Work } from '../machines/actor-document';

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

/** The unpublished run of one log. */
export interface Run {
  /** The entity whose log it is; `seq` counts per source. */
  id: string;
  /** The order that the events are about. */
  subject: string;
  entries: LogEntry[];
  /** When the entry before the first one was committed. */
  previousAt?: Date;
}

/** A stream that takes each entry once. */
export interface EventStream {
  /**
   * Appends the entries that the stream does not have yet, in order. Answers per run the last `seq` that the stream has;
   * less than the run's first `seq` − 1 means that earlier entries are missing and must come first.
   */
  publish: (runs: Run[]) => Promise<number[]>;
}

/** An event that can not be published as it is. It holds up its own order or payment, and nobody else's. */
export interface BlockedEvent {
  /** The entity whose log it is in. */
  id: string;
  entryId: string;
  seq: number;
  reason: string;
}

/** A piece of work to ring for. */
export interface Ring {
  id: string;
  work: Work;
}

/** The bell: it rings when work is due. It may ring twice or be lost; the document decides. */
export interface WorkQueue {
  ring: (rings: Ring[]) => Promise<void>;
}

/** An entry of a stream, as consumers see it. */
export interface StreamEvent<T extends string = string, D = unknown> {
  id: string;
  source: string;
  type: T;
  subject: string;
  time: Date;
  seq: number;
  traceparent?: string;
  data: D;
}

/** How an event reached its handler. */
export interface DeliveryContext {
  /**
   * Grows with every holder of the lease: a store that keeps the highest it has seen can refuse the write of a process
   * that slept past its lease (a fencing token).
   */
  fence: number;
  /** 1, and one more after each failure. */
  deliveries: number;
}

/** The effect of one event. It must be safe to repeat: deliveries are at least once. */
export type StreamHandler<E extends StreamEvent = StreamEvent> = (event: E, context: DeliveryContext) => Promise<void>;

/** An event that a consumer group has given up. */
export interface Letter {
  /** Its id in the dead letter, with its partition before it where there are several. */
  id: string;
  stream: string;
  group: string;
  /** The entry in the stream. */
  entryId: string;
  reason: string;
  failedAt: string;
  deliveries: number;
  /** Missing when the entry could not be read. */
  orderId?: string;
  /** The fields of the entry. */
  event: Record<string, string>;
}

/** `retry`: the group gets it again. `drop`: nobody will. */
export type LetterAction = 'retry' | 'drop';

/** Which letters of a group: of one order, one and what hangs on it, or all. */
export interface LetterSelection {
  stream: string;
  group: string;
  orderId?: string;
  id?: string;
}

/** What consumer groups have given up. */
export interface DeadLetters {
  /** The oldest first, behind `after`. */
  list: (stream: string, after?: string) => AsyncIterable<Letter>;
  find: (stream: string, id: string) => Promise<Letter | null>;
  /**
   * Retries or drops; answers how many letters there were. An order is retried with all its letters, in their order, and
   * held back no more; to drop one letter leaves the others. Safe to repeat.
   * @throws DomainError `entry-trimmed`, `group-not-found`, `invalid-letter-id`, `dead-letter-busy`
   */
  settle: (action: LetterAction, selection: LetterSelection) => Promise<number>;
}

/** Somebody listens for news. */
export interface Listening {
  /** Whether each new entry rings, from the last call with null on. */
  isHearing: () => boolean;
  stop: () => void;
}

/** The end of a stream as a doorbell. It may miss something: the log is what counts. */
export interface StreamBell {
  /** Calls `heard` with the order of each new entry, and with null when any order may have news that did not ring. */
  listen: (heard: (orderId: string | null) => void) => Listening;
}

/** What we ask of the gateway. `key` is its idempotency key; `reference` is how we find it again. */
export interface Instruction {
  kind: 'charge' | 'capture' | 'void' | 'refund';
  key: string;
  reference: { orderId: string; paymentId: string; workId: string };
  amountMinor: number;
  currency: string;
  paymentMethod: PaymentMethod;
  /** For a charge by card: one of the two. */
  cardToken?: string;
  method?: MethodRefs;
  capture?: 'automatic' | 'manual';
  /** For everything that follows a charge: the gateway's handle of it. */
  gatewayRef?: string;
}

/**
 * What came of it. `unknown` says nothing about the money: it is never a decline. `absent`: the gateway has not seen it,
 * so far.
 */
export type Outcome =
  | {
      kind: 'succeeded' | 'authorized';
      amountMinor: number;
      currency: string;
      transactionId: string;
      gatewayRef: string;
    }
  | { kind: 'challenged'; url: string; gatewayRef: string }
  | { kind: 'declined'; failureCode: string; failureReason: string; permanent: boolean }
  | { kind: 'absent' }
  | { kind: 'unknown'; cause: unknown };

/** A payment gateway. It declares what it can do; the charge protocol reads that and knows no gateway by name. */
export interface PaymentGateway {
  capabilities: {
    /** How long a key is known: a resend inside it cannot charge twice. */
    keyLifetimeMs: number;
    /** How long a look-up may lag behind the truth. */
    quietMs: number;
    /** Whether an execution that ended in an error is remembered under its key: then a resend can not charge twice. */
    keepsFailedKeys: boolean;
    /** How long an answer may take. */
    timeoutMs: number;
  };
  /** Sends the instruction. What it throws says nothing about the money. */
  send: (instruction: Instruction) => Promise<Outcome>;
  /** Looks the instruction up by its reference. */
  find: (instruction: Instruction) => Promise<Outcome>;
  /** Reads a webhook. @throws DomainError `webhook-not-authentic` when its signature or its time is not right */
  readWebhook: (body: Buffer, signature: string | undefined) => Notice;
  /** What the gateway would have told by webhooks since then, the oldest first. */
  noticesSince: (since: Date) => Promise<Notice[]>;
  /** Every charge that began since then, ours or not, with what went back of it. */
  chargesSince: (since: Date) => Promise<GatewayCharge[]>;
}

/** A charge as the gateway has it. */
export interface GatewayCharge {
  gatewayRef: string;
  transactionId?: string;
  /** `open`: nobody has decided yet. */
  status: 'succeeded' | 'authorized' | 'voided' | 'declined' | 'open';
  /** What was taken, or is held. */
  amountMinor: number;
  currency: string;
  createdAt: Date;
  /** Our reference, as we gave it. */
  reference?: Notice['reference'];
  refunds: GatewayRefund[];
}

/** A refund as the gateway has it. */
export interface GatewayRefund {
  refundRef: string;
  amountMinor: number;
  status: 'succeeded' | 'failed' | 'open';
  createdAt: Date;
  reference?: Notice['reference'];
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

/** News from the gateway. It says where to look, not what is true: the truth is asked for. */
export interface Notice {
  /** The gateway's id of it, so that twice is once. */
  id: string;
  type: string;
  at: Date;
  /** Our reference, as we gave it; without it the news is about something that we did not start. */
  reference?: { paymentId: string; workId: string };
  /** The gateway's handle of the charge that it is about; sealed where it is kept. */
  gatewayRef?: string;
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

/** The gateway's handles of a stored card: the card, and the customer that it is attached to. */
export interface MethodRefs {
  methodRef: string;
  customerRef: string;
}

/** Where the gateway keeps cards. @throws Unavailable `gateway` */
export interface MethodGateway {
  /**
   * Keeps the card of a token. `key` makes a repeat safe for as long as the gateway knows keys.
   * @throws DomainError `card-refused`
   */
  attach: (
    key: string,
    cardToken: string,
  ) => Promise<MethodRefs & Pick<StoredMethod, 'brand' | 'last4' | 'expMonth' | 'expYear'>>;
  /** Forgets the card. Safe to repeat. */
  detach: (key: string, methodRef: string) => Promise<void>;
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

/** Seals what must not be readable at rest. */
export interface Vault {
  seal: (text: string) => string;
  open: (sealed: string) => string;
}

export interface User {
  id: string;
  status: 'active' | 'blocked';
  defaultAddress?: Address;
}

/** The user service. @throws Unavailable */
export interface Users {
  find: (userId: string) => Promise<User | null>;
}

export interface Product {
  id: string;
  name: string;
  /** Needs a shipping address. */
  physical: boolean;
  /** Decimal price by currency. */
  prices: Record<string, number>;
  /** Whether its stock is counted, so that it must be reserved. */
  stocked: boolean;
}

/** The catalog and its stock. @throws Unavailable */
export interface Catalog {
  find: (productId: string) => Promise<Product | null>;
  /** Holds the stock of an order; answers the product that is sold out, if one is. Safe to repeat. */
  reserve: (orderId: string, items: { productId: string; quantity: number }[]) => Promise<{ soldOut?: string }>;
  /** Gives the stock back. Safe to repeat. */
  release: (orderId: string) => Promise<void>;
}

/** Who asks, as the token says. */
export interface Caller {
  userId: string;
  roles: ReadonlySet<'user' | 'admin' | 'service'>;
  /** When the token ends: what lasts longer than a request must end with it. */
  expiresAt?: Date;
}

/** What comes with a request beside its body. */
export interface Request {
  caller: Caller;
  idempotencyKey?: string;
  traceparent?: string;
}

/** Reads the clock. Injected, so that tests can move it. */
export type Clock = () => Date;
