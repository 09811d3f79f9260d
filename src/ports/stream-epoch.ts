/**
 * What MongoDB knows of the Redis that holds one partition of a stream. Redis keeps the same epoch and a beat beside the
 * stream; where they differ, Redis has lost something.
 */
export interface Life {
  /** The key of the stream: `order-events`, or `order-events:{3}`. */
  _id: string;
  /** Random, and new with each recovery. */
  epoch: string;
  /** A beat that Redis has seen: whatever was published until then is there. */
  beat: Date;
  /** Now, by the clock of MongoDB, which is the only one that counts here. */
  now: Date;
  /** The server that was looked at last, as it was since its start. */
  server: string;
  /** What was published before then may be trimmed. */
  trimmedTo?: Date;
  /** What is missing is being published again. */
  recovery?: Gap & { token: string; until: Date };
}

/** What Redis lost. */
export interface Gap {
  /** What was published before then is there. */
  since: Date;
  /**
   * An entry older than this was published, even when Redis does not know its order: it forgets orders that are silent for
   * long. A younger one is lost.
   */
  trustBefore: Date;
}

/** Where the lives are kept. @throws Unavailable `database` from every function */
export interface LifeStore {
  read: (key: string) => Promise<Life | null>;
  /** Reads the clock into it, and notes the beat that Redis has seen. */
  tick: (key: string, seen?: Pick<Life, 'epoch' | 'beat'>) => Promise<Life | null>;
  /** Begins a recovery in a new epoch, or takes over a dead one. Null: another was faster. */
  begin: (
    life: Life | null,
    to: Pick<Life, '_id' | 'epoch' | 'server'> & Gap & { token: string },
  ) => Promise<Life | null>;
  /** Keeps the recovery ours. False when others took it over. */
  extend: (key: string, token: string) => Promise<boolean>;
  finish: (key: string, token: string) => Promise<void>;
  /** Notes that what was published more than that many milliseconds ago may be trimmed. */
  trimmed: (key: string, agoMs: number) => Promise<void>;
}

/** What Redis answers to a beat. */
export interface Beat {
  /** Epoch and server are as they should be, and the beat is not behind. */
  isSound: boolean;
  /** The beat that it had; null when it has lost everything. */
  beat: Date | null;
  server: string;
}

/** The side of Redis. @throws Unavailable `redis` */
export interface Pulse {
  /** Moves the beat on to `next` if all is sound. */
  beat: (life: Pick<Life, '_id' | 'epoch' | 'beat' | 'server'>, next: Date) => Promise<Beat>;
  /** Begins an epoch, in which only what was published until `beat` is there. */
  begin: (life: Pick<Life, '_id' | 'epoch' | 'beat'>) => Promise<void>;
}

/** What a publisher holds true of a partition. Redis refuses it when it is wrong. */
export type Belief = Pick<Life, 'epoch' | 'beat'> & Pick<Gap, 'trustBefore'>;

/** What is believed. @throws Unavailable `database` */
export interface Beliefs {
  /** Null: nobody has looked at that Redis yet. */
  of: (key: string) => Promise<Belief | null>;
  /** The same, after Redis refused what was believed. */
  renewed: (key: string) => Promise<Belief | null>;
}

/** How long Redis remembers the last `seq` of an order that is silent. Longer than any relay may lag behind. */
export const memoryMs = 7 * 24 * 3600_000;

/** Half for the lag of the relay, half for what happened since. */
export const trustBefore = (now: Date): Date => new Date(now.getTime() - memoryMs / 2);
