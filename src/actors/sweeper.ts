import type { ActorDocument } from '../machines/actor-document';
import type { Logger } from '../observability/logger';
import type { ActorStore, Clock, Ring, WorkQueue } from './ports';
import type { Relay } from './relay';

export interface SweeperParts<D extends ActorDocument> {
  store: ActorStore<D> & { flush: () => Promise<void> };
  relay: Relay<D>;
  queue: WorkQueue;
  clock: Clock;
  logger: Logger;
  everyMs: number;
}

/** Finds what a crash, a lost job or a lost Redis left behind. */
export interface Sweeper {
  start: () => void;
  stop: () => Promise<void>;
}

const batchMax = 500;
/** Younger than this, the process that committed it is still at it. */
const graceMs = 2_000;
/** Work due this soon gets a delayed job, so that it rings on time; the rest waits for a later sweep. */
const lookAheadMs = 15_000;

/** Sweeps on an interval, and goes on at once while there is more. */
export const sweeper = <D extends ActorDocument>(parts: SweeperParts<D>): Sweeper => {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  const sweep = async (): Promise<void> => {
    await publishLeftovers(parts, () => isStopped);
    await ringForDueWork(parts);
  };
  const next = (): void => {
    sweeping = sweep()
      .catch((error: unknown) => parts.logger.warn({ err: error }, 'sweep failed, the next one tries again'))
      .then(() => {
        if (!isStopped) timer = setTimeout(next, parts.everyMs);
      });
  };
  return {
    start: next,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
};

const publishLeftovers = async <D extends ActorDocument>(
  { store, relay, clock }: SweeperParts<D>,
  isStopped: () => boolean,
): Promise<void> => {
  for (;;) {
    const left = await store.unpublished(new Date(clock().getTime() - graceMs), batchMax);
    if (left.length === 0) return;
    await relay.deliver(left);
    await store.flush();
    if (left.length < batchMax || isStopped()) return;
  }
};

const ringForDueWork = async <D extends ActorDocument>({ store, queue, clock }: SweeperParts<D>): Promise<void> => {
  const until = new Date(clock().getTime() + lookAheadMs);
  const due = await store.due(until, batchMax);
  const rings = due.flatMap((document) => openWorkOf(document, until));
  if (rings.length > 0) await queue.ring(rings);
};

const openWorkOf = ({ _id, work }: ActorDocument, until: Date): Ring[] =>
  work.filter(({ dueAt }) => dueAt !== undefined && dueAt <= until).map((one) => ({ id: _id, work: one }));
