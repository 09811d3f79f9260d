import type { Metrics } from '../observability/metrics';
import type { Clock } from '../ports/clock';

interface Backlog {
  /** Since when the oldest unpublished event waits. */
  unpublishedSince: () => Promise<Date | undefined>;
  unpublishedCount: () => Promise<number>;
  /** Since when the oldest work is due. */
  overdueSince: () => Promise<Date | undefined>;
}

/** Shows how many orders or payments have unpublished events, how long the oldest one waits, and how long work has been due. */
export const observeBacklog = (
  metrics: Metrics,
  clock: Clock,
  name: string,
  { unpublishedSince, unpublishedCount, overdueSince }: Backlog,
): void => {
  const ageOf = async (since: Promise<Date | undefined>): Promise<number> => {
    const date = await since;
    return date ? Math.max(0, clock().getTime() - date.getTime()) / 1000 : 0;
  };
  const help = `Age of the oldest event of ${name} that waits to be published`;
  metrics.observe(`${name}_oldest_unpublished_age_seconds`, help, () => ageOf(unpublishedSince()));
  metrics.observe(`${name}_unpublished`, `Number of ${name} with events that wait to be published`, unpublishedCount);
  const overdue = `How long the oldest work of ${name} has been due; 0 when none is`;
  metrics.observe(`${name}_oldest_due_work_age_seconds`, overdue, () => ageOf(overdueSince()));
};
