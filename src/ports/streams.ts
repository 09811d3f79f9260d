import type { LogEntry } from '../domain/actor-document';

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

/** An event that cannot be published. It blocks only its own order or payment. */
export interface UnpublishableEvent {
  /** The entity whose log it is in. */
  id: string;
  entryId: string;
  seq: number;
  reason: string;
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
export interface DeadLetter {
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

/** `retry`: the group receives it again. `drop`: it is deleted. */
export type DeadLetterAction = 'retry' | 'drop';

/** Which letters of a group: of one order, one and what hangs on it, or all. */
export interface DeadLetterSelection {
  stream: string;
  group: string;
  orderId?: string;
  id?: string;
}

/** What consumer groups have given up. */
export interface DeadLetters {
  /** The oldest first, behind `after`. */
  list: (stream: string, after?: string) => AsyncIterable<DeadLetter>;
  find: (stream: string, id: string) => Promise<DeadLetter | null>;
  /**
   * Retries or drops dead letters and returns their number. An order is retried with all its dead letters, in their order,
   * and is no longer parked; dropping one leaves the others. Safe to repeat.
   * @throws DomainError `entry-trimmed`, `group-not-found`, `invalid-letter-id`, `dead-letter-busy`
   */
  resolve: (action: DeadLetterAction, selection: DeadLetterSelection) => Promise<number>;
}

/** A subscription to the end of a stream. */
export interface TailSubscription {
  /** Whether each new entry is reported, from the last call with null on. */
  isConnected: () => boolean;
  stop: () => void;
}

/** The end of a stream. It may miss entries: the log is what counts. */
export interface StreamTail {
  /** Calls `onEntry` with the order of each new entry, and with null when entries of any order may have been missed. */
  subscribe: (onEntry: (orderId: string | null) => void) => TailSubscription;
}
