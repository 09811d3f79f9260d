import type { Clock } from '../ports/clock';

interface WorkCheckDependencies {
  clock: Clock;
  /** Since when the oldest work of each kind of document is due, if any is. */
  overdueSince: (() => Promise<Date | undefined>)[];
  /** How many milliseconds ago the workers of this process took their last job. */
  idleMs: () => number;
}

/** Both longer than the sweeper takes to enqueue due work again. */
const overdueMaxMs = 60_000;
const idleMaxMs = 60_000;

/**
 * Creates a check that rejects when work has been due for a minute, and the workers of this process took no job in that time:
 * its queues, or its connection to them, do not work, whatever other connections say.
 */
export const createWorkCheck =
  ({ clock, overdueSince, idleMs }: WorkCheckDependencies) =>
  async (): Promise<void> => {
    if (idleMs() < idleMaxMs) return;
    const since = await Promise.all(overdueSince.map((read) => read()));
    const overdueMs = Math.max(...since.map((date) => (date ? clock().getTime() - date.getTime() : 0)));
    if (overdueMs > overdueMaxMs) throw new Error(`Work has been due for ${overdueMs} ms, and no job was taken`);
  };
