import { LRUCache } from 'lru-cache';
import type { ActorDocument } from '../domain/actor-document';
import { faultPoint } from '../observability/fault-point';
import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { JobRequest, WorkQueue } from '../ports/queue';
import type { ActorStore } from '../ports/stores';
import type { EventStream, Run } from '../ports/streams';
import { type LogRun, publishRuns, toRun } from './publish-runs';
import { sendInBatches } from './send-in-batches';

export interface RelayDependencies<D extends ActorDocument> {
  stream: EventStream;
  queue: WorkQueue;
  store: Pick<ActorStore<D>, 'notePublished'>;
  /** The order that the events of a document are about. */
  subjectOf: (document: D) => string;
  clock: Clock;
  logger: Logger;
  /** A delivery that failed: what it held is left to the sweeper. */
  onFailure: () => void;
}

/** Carries committed documents to the stream and rings for their work. A doorbell: what it drops, the sweeper finds. */
export interface Relay<D> {
  /** After a commit: returns at once. */
  schedule: (document: D) => void;
  /** Publishes and rings for all of them. @throws Unavailable `redis` */
  deliver: (documents: D[]) => Promise<void>;
  /** Everything that was rung for is delivered, or given up. */
  idle: () => Promise<void>;
}

const publishedMax = 20_000;

/** Events and bells go their own ways: neither waits for the other. What does not get through, the sweeper finds. */
export const createRelay = <D extends ActorDocument>(parts: RelayDependencies<D>): Relay<D> => {
  const published = new LRUCache<string, number>({ max: publishedMax });

  const publish = async (documents: D[]): Promise<void> => {
    const runs = documents.map((document) => runOf(parts, document, published.get(document._id))).filter(hasEntries);
    if (runs.length === 0) return;
    const last = await publishRuns(parts.stream, runs);
    last.forEach((seq, index) => {
      const run = runs[index];
      if (!run) return;
      published.set(run.id, seq);
      parts.store.notePublished(run.id, seq);
    });
    faultPoint('event-published');
  };
  const ringFor = async (documents: D[]): Promise<void> => {
    const rings = documents.flatMap((document) => listNewWork(document, parts.clock()));
    if (rings.length > 0) await parts.queue.enqueue(rings);
  };
  const failed = (error: unknown): void => {
    parts.onFailure();
    parts.logger.warn({ err: error }, 'left to the sweeper');
  };
  const events = sendInBatches(publish, failed);
  const bells = sendInBatches(ringFor, failed);

  return {
    deliver: async (documents) => {
      await Promise.all([publish(documents), ringFor(documents)]);
    },
    schedule: (document) => {
      events.add(document);
      bells.add(document);
    },
    idle: async () => {
      await Promise.all([events.idle(), bells.idle()]);
    },
  };
};

const runOf = <D extends ActorDocument>({ subjectOf }: RelayDependencies<D>, document: D, known = 0): LogRun =>
  toRun(document, subjectOf(document), Math.max(known, document.publishedSeq));

const hasEntries = ({ entries }: Run): boolean => entries.length > 0;

/** Work that nobody has tried yet. What was tried comes again by the queue's own retry, or by the sweep. */
const listNewWork = ({ _id, work }: ActorDocument, now: Date): JobRequest[] =>
  work
    .filter(({ state, tries, dueAt }) => state === 'ready' && tries === 0 && dueAt !== undefined && dueAt <= now)
    .map((one) => ({ id: _id, work: one }));
