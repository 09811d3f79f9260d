import type { Clock } from '../ports/clock';

/** A clock that follows the database's clock. Changes to this machine's clock do not move it. */
export interface DatabaseClock extends Clock {
  /**
   * Reads the database's clock. @throws ClockJumped when that moved away from this clock and from this machine's clock,
   * as after a failover to a server whose clock is wrong; this clock then goes on as before
   */
  synchronize: () => Promise<void>;
}

/** The database's clock is not followed, because it contradicts two others. */
class ClockJumped extends Error {
  constructor(jumpMs: number) {
    super(`The clock of MongoDB jumped by ${Math.round(jumpMs / 1_000)} s and is not followed: check its server`);
    this.name = 'ClockJumped';
  }
}

/** Servers whose clocks are kept by NTP differ by less. */
const jumpMaxMs = 30_000;

/** A reply that took longer is too inaccurate. */
const roundTripMaxMs = 1_000;

/**
 * Creates a clock that all processes share, so that a timer set by one process is not early for another whose machine's
 * clock is wrong. Until the first reading it is this machine's clock.
 */
export const createDatabaseClock = (ask: () => Promise<Date>): DatabaseClock => {
  let zeroMs = performance.timeOrigin;
  let isFirst = true;
  const synchronize = async (): Promise<void> => {
    const askedAt = performance.now();
    const theirs = await ask();
    const roundTripMs = performance.now() - askedAt;
    if (roundTripMs >= roundTripMaxMs) return;
    const theirZeroMs = theirs.getTime() - askedAt - roundTripMs / 2;
    const jumpMs = theirZeroMs - zeroMs;
    const isConfirmed = Math.abs(theirs.getTime() - Date.now()) < jumpMaxMs;
    if (!isFirst && Math.abs(jumpMs) > jumpMaxMs && !isConfirmed) throw new ClockJumped(jumpMs);
    isFirst = false;
    zeroMs = theirZeroMs;
  };
  return Object.assign(() => new Date(zeroMs + performance.now()), { synchronize });
};
