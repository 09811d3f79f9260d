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
  /** Called when a delivery failed; the sweeper will retry. */
  onFailure: () => void;
}

/**
 * Publishes the events of committed documents and enqueues their due work. It only speeds things up: the sweeper picks up
 * whatever it misses.
 */
export interface Relay<D> {
  /** Takes a committed document and returns at once. */
  schedule: (document: D) => void;
  /** Publishes the events and enqueues the work of all documents. @throws Unavailable `redis` */
  deliver: (documents: D[]) => Promise<void>;
  /** Resolves when everything scheduled is delivered or has failed. */
  idle: () => Promise<void>;
}

const publishedMax = 20_000;

/** Creates a relay. Events and jobs are sent apart: neither waits for the other. */
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
  const enqueue = async (documents: D[]): Promise<void> => {
    const requests = documents.flatMap((document) => listNewWork(document, parts.clock()));
    if (requests.length > 0) await parts.queue.enqueue(requests);
  };
  const failed = (error: unknown): void => {
    parts.onFailure();
    parts.logger.warn({ event: 'publish.failed', err: error }, 'publishing failed; the sweeper will retry');
  };
  const events = sendInBatches(publish, failed);
  const jobs = sendInBatches(enqueue, failed);

  return {
    deliver: async (documents) => {
      await Promise.all([publish(documents), enqueue(documents)]);
    },
    schedule: (document) => {
      events.add(document);
      jobs.add(document);
    },
    idle: async () => {
      await Promise.all([events.idle(), jobs.idle()]);
    },
  };
};

const runOf = <D extends ActorDocument>({ subjectOf }: RelayDependencies<D>, document: D, known = 0): LogRun =>
  toRun(document, subjectOf(document), Math.max(known, document.publishedSeq));

const hasEntries = ({ entries }: Run): boolean => entries.length > 0;

/** Returns work that was not tried yet. Work that was tried is retried by the queue or by the sweep. */
const listNewWork = ({ _id, work }: ActorDocument, now: Date): JobRequest[] =>
  work
    .filter(({ state, tries, dueAt }) => state === 'ready' && tries === 0 && dueAt !== undefined && dueAt <= now)
    .map((item) => ({ id: _id, work: item }));
