import type { Clock } from '../ports/clock';

/** A clock that keeps to another one. Between two looks it does not care how the clock of this machine is set. */
export interface DatabaseClock extends Clock {
  /** Looks at the other one. */
  synchronize: () => Promise<void>;
}

/** An answer that took longer says too little about the time. */
const roundTripMaxMs = 1_000;

/**
 * All processes follow one clock, so that a timer which one of them sets is not early for another whose own clock is
 * wrong. Until the first look it is our own.
 */
export const createDatabaseClock = (ask: () => Promise<Date>): DatabaseClock => {
  let zeroMs = performance.timeOrigin;
  const synchronize = async (): Promise<void> => {
    const askedAt = performance.now();
    const theirs = await ask();
    const roundTripMs = performance.now() - askedAt;
    if (roundTripMs < roundTripMaxMs) zeroMs = theirs.getTime() - askedAt - roundTripMs / 2;
  };
  return Object.assign(() => new Date(zeroMs + performance.now()), { synchronize });
};
