import type { Clock } from '../ports/clock';

/** A clock that follows the database's clock. Changes to this machine's clock do not move it. */
export interface DatabaseClock extends Clock {
  /** Reads the database's clock. */
  synchronize: () => Promise<void>;
}

/** A reply that took longer is too inaccurate. */
const roundTripMaxMs = 1_000;

/**
 * Creates a clock that all processes share, so that a timer set by one process is not early for another whose machine's
 * clock is wrong. Until the first reading it is this machine's clock.
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
