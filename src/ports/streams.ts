import type { LogEntry } from '../domain/actor-document';

/** Consecutive entries of one log. */
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
   * Appends the entries that the stream does not have yet, in order. Returns per run the last `seq` that the stream has;
   * less than the run's first `seq` − 1 means that earlier entries are missing and must come first.
   */
  publish: (runs: Run[]) => Promise<number[]>;
}

/** An event that cannot be published as it is. It blocks only its own order or payment. */
export interface UnpublishableEvent {
  /** The entity whose log it is in. */
  id: string;
  entryId: string;
  seq: number;
  reason: string;
}

/** An entry of a stream, as consumers get it. */
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
   * A fencing token, which grows with every holder of the lease: a store that keeps the highest one it has seen can reject
   * the write of a process that slept past its lease.
   */
  fence: number;
  /** 1, and one more after each failure. */
  deliveries: number;
}

/** Applies the effect of one event. It must be safe to repeat: events are delivered at least once. */
export type StreamHandler<E extends StreamEvent = StreamEvent> = (event: E, context: DeliveryContext) => Promise<void>;

/** An event that a consumer group has given up. */
export interface DeadLetter {
  /** Its id in the dead letter; with several partitions, after the number of its partition. */
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

/** `retry` delivers the event to the group again, `drop` deletes the letter. */
export type DeadLetterAction = 'retry' | 'drop';

/** Which letters of a group: those of one order, one letter with the others of its order, or all. */
export interface DeadLetterSelection {
  stream: string;
  group: string;
  orderId?: string;
  id?: string;
}

/** The events that consumer groups have given up. */
export interface DeadLetters {
  /** Lists letters, the oldest first, those after `after`. */
  list: (stream: string, after?: string) => AsyncIterable<DeadLetter>;
  find: (stream: string, id: string) => Promise<DeadLetter | null>;
  /**
   * Retries or drops letters; returns how many there were. An order is retried with all its letters, in their sequence, and
   * is no longer parked; to drop one letter leaves the others. Safe to repeat.
   * @throws DomainError `entry-trimmed`, `group-not-found`, `invalid-letter-id`, `dead-letter-busy`
   */
  resolve: (action: DeadLetterAction, selection: DeadLetterSelection) => Promise<number>;
}

/** How a consumer group of one partition stands. */
export interface GroupStatus {
  name: string;
  /** Age of the oldest entry that it still needs; 0 when it needs none. */
  oldestNeededSeconds: number;
  /** Its letters in the dead letter, and the age of the oldest one's entry. */
  letters: number;
  oldestLetterSeconds: number;
  /** False: it was destroyed, and only its letters are left. */
  exists: boolean;
}

/** A subscription to the end of a stream. */
export interface TailSubscription {
  /** Whether each new entry is reported, which holds from the last call with null on. */
  isConnected: () => boolean;
  stop: () => void;
}

/** The end of a stream, as a hint that may be lost: the log is authoritative. */
export interface StreamTail {
  /** Calls `onChange` with the order of each new entry, and with null when any order may have changed. */
  subscribe: (onChange: (orderId: string | null) => void) => TailSubscription;
}
