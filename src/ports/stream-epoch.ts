/**
 * What MongoDB knows of the Redis that holds one partition of a stream. Redis keeps the same epoch and a heartbeat beside the
 * stream; where they differ, Redis has lost something.
 */
export interface StreamEpoch {
  /** The key of the stream: `order-events`, or `order-events:{3}`. */
  _id: string;
  /** Random, and new with each recovery. */
  epoch: string;
  /** A heartbeat that Redis has seen: whatever was published until then is there. */
  heartbeat: Date;
  /** Now, by the clock of MongoDB, which is the only one that counts here. */
  now: Date;
  /** The server that was looked at last, as it was since its start. */
  server: string;
  /** What was published before then may be trimmed. */
  trimmedTo?: Date;
  /** What is missing is being published again. */
  recovery?: LossWindow & { token: string; until: Date };
}

/** What Redis lost. */
export interface LossWindow {
  /** What was published before then is there. */
  since: Date;
  /**
   * An entry older than this was published, even when Redis does not know its order: it forgets orders that are silent for
   * long. A younger one is lost.
   */
  trustBefore: Date;
}

/** Where the epochs are kept. @throws Unavailable `database` from every function */
export interface StreamEpochStore {
  read: (key: string) => Promise<StreamEpoch | null>;
  /** Reads the clock into it, and notes the heartbeat that Redis has seen. */
  touch: (key: string, seen?: Pick<StreamEpoch, 'epoch' | 'heartbeat'>) => Promise<StreamEpoch | null>;
  /** Begins a recovery in a new epoch, or takes over a dead one. Null: another was faster. */
  begin: (
    epoch: StreamEpoch | null,
    to: Pick<StreamEpoch, '_id' | 'epoch' | 'server'> & LossWindow & { token: string },
  ) => Promise<StreamEpoch | null>;
  /** Keeps the recovery ours. False when others took it over. */
  extend: (key: string, token: string) => Promise<boolean>;
  finish: (key: string, token: string) => Promise<void>;
  /** Notes that what was published more than that many milliseconds ago may be trimmed. */
  noteTrimmed: (key: string, agoMs: number) => Promise<void>;
}

/** What Redis answers to a heartbeat. */
export interface HeartbeatReply {
  /** Epoch and server are as they should be, and the heartbeat is not behind. */
  isIntact: boolean;
  /** The heartbeat that it had; null when it has lost everything. */
  heartbeat: Date | null;
  server: string;
}

/** The side of Redis. @throws Unavailable `redis` */
export interface RedisHeartbeat {
  /** Moves the heartbeat on to `next` if all is sound. */
  send: (epoch: Pick<StreamEpoch, '_id' | 'epoch' | 'heartbeat' | 'server'>, next: Date) => Promise<HeartbeatReply>;
  /** Begins an epoch, in which only what was published until `heartbeat` is there. */
  beginEpoch: (epoch: Pick<StreamEpoch, '_id' | 'epoch' | 'heartbeat'>) => Promise<void>;
}

/** What a publisher holds true of a partition. Redis refuses it when it is wrong. */
export type ExpectedEpoch = Pick<StreamEpoch, 'epoch' | 'heartbeat'> & Pick<LossWindow, 'trustBefore'>;

/** What is believed. @throws Unavailable `database` */
export interface EpochCache {
  /** Null: nobody has looked at that Redis yet. */
  get: (key: string) => Promise<ExpectedEpoch | null>;
  /** The same, after Redis refused what was believed. */
  refresh: (key: string) => Promise<ExpectedEpoch | null>;
}

/** How long Redis remembers the last `seq` of an order that is silent. Longer than any relay may lag behind. */
export const seqRetentionMs = 7 * 24 * 3600_000;

/** Half for the lag of the relay, half for what happened since. */
export const trustBefore = (now: Date): Date => new Date(now.getTime() - seqRetentionMs / 2);
