import type { Clock } from '../ports/clock';

interface WorkCheckDependencies {
  clock: Clock;
  /** The queues that this process works on. */
  queues: WorkedQueue[];
}

interface WorkedQueue {
  /** Since when the oldest work of its kind of document is due, if any is. */
  overdueSince: () => Promise<Date | undefined>;
  /** How many milliseconds ago the worker of this process took its last job. */
  idleMs: () => number;
}

/** Both longer than the sweeper takes to enqueue due work again. */
const overdueMaxMs = 60_000;
const idleMaxMs = 60_000;

/**
 * Creates a check that rejects when work of a queue has been due for a minute, and its worker in this process took no job in
 * that time: the queue, or the worker's connection to it, does not work, whatever other connections say.
 */
export const createWorkCheck =
  ({ clock, queues }: WorkCheckDependencies) =>
  async (): Promise<void> => {
    const idle = queues.filter(({ idleMs }) => idleMs() >= idleMaxMs);
    const since = await Promise.all(idle.map(({ overdueSince }) => overdueSince()));
    const overdueMs = Math.max(0, ...since.map((date) => (date ? clock().getTime() - date.getTime() : 0)));
    if (overdueMs > overdueMaxMs) throw new Error(`Work has been due for ${overdueMs} ms, and no job was taken`);
  };
