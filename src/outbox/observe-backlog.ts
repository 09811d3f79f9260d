import type { Metrics } from '../observability/metrics';
import type { Clock } from '../ports/clock';

interface Backlog {
  /** Since when the oldest unpublished event waits. */
  unpublishedSince: () => Promise<Date | undefined>;
  unpublishedCount: () => Promise<number>;
}

/** Shows how many orders or payments have unpublished events, and for how long the oldest one waits. */
export const observeBacklog = (
  metrics: Metrics,
  clock: Clock,
  name: string,
  { unpublishedSince, unpublishedCount }: Backlog,
): void => {
  const help = `Age of the oldest event of ${name} that waits to be published`;
  metrics.observe(`${name}_oldest_unpublished_age_seconds`, help, async () => {
    const since = await unpublishedSince();
    return since ? (clock().getTime() - since.getTime()) / 1000 : 0;
  });
  metrics.observe(`${name}_unpublished`, `Number of ${name} with events that wait to be published`, unpublishedCount);
};
