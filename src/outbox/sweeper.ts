import type { ActorDocument } from '../domain/actor-document';
import type { Clock } from '../ports/clock';
import type { JobRequest, WorkQueue } from '../ports/queue';
import type { ActorStore } from '../ports/stores';
import type { Relay } from './relay';

export interface SweeperDependencies<D extends ActorDocument> {
  store: ActorStore<D> & { flush: () => Promise<void> };
  relay: Relay<D>;
  queue: WorkQueue;
  clock: Clock;
}

/** Younger than this, the process that committed it is still at it. */
const graceMs = 2_000;
/** Work that is due this soon gets a delayed job, so that it runs on time; the rest waits for a later sweep. */
const lookAheadMs = 15_000;

/** One look for what a crash, a lost job or a lost Redis left behind. */
export const createSweeper =
  <D extends ActorDocument>(parts: SweeperDependencies<D>) =>
  async (): Promise<void> => {
    await publishLeftovers(parts);
    await enqueueDueWork(parts);
  };

const publishLeftovers = async <D extends ActorDocument>({
  store,
  relay,
  clock,
}: SweeperDependencies<D>): Promise<void> => {
  for await (const left of store.unpublished(new Date(clock().getTime() - graceMs))) {
    await relay.deliver(left);
    await store.flush();
  }
};

const enqueueDueWork = async <D extends ActorDocument>({
  store,
  queue,
  clock,
}: SweeperDependencies<D>): Promise<void> => {
  const until = new Date(clock().getTime() + lookAheadMs);
  // Always to the end: overdue work that cannot be done at the moment must not hide what follows it.
  for await (const due of store.due(until)) {
    const requests = due.flatMap((document) => listDueWork(document, until));
    if (requests.length > 0) await queue.enqueue(requests);
  }
};

const listDueWork = ({ _id, work }: ActorDocument, until: Date): JobRequest[] =>
  work.filter(({ dueAt }) => dueAt !== undefined && dueAt <= until).map((item) => ({ id: _id, work: item }));
