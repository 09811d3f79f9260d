import { LRUCache } from 'lru-cache';
import type { ActorDocument, LogEntry } from '../machines/actor-document';
import { reach } from '../observability/fault-point';
import type { Logger } from '../observability/logger';
import { batches } from './batches';
import type { ActorStore, Clock, EventStream, Ring, Run, WorkQueue } from './ports';

export interface RelayParts<D extends ActorDocument> {
  stream: EventStream;
  queue: WorkQueue;
  store: Pick<ActorStore<D>, 'published'>;
  /** The order that the events of a document are about. */
  subjectOf: (document: D) => string;
  clock: Clock;
  logger: Logger;
  /** A delivery that failed: what it held is left to the sweeper. */
  failed: () => void;
}

/** Carries committed documents to the stream and rings for their work. A doorbell: what it drops, the sweeper finds. */
export interface Relay<D> {
  /** After a commit: returns at once. */
  ring: (document: D) => void;
  /** Publishes and rings for all of them. @throws Unavailable `redis` */
  deliver: (documents: D[]) => Promise<void>;
  /** Everything that was rung for is delivered, or given up. */
  idle: () => Promise<void>;
}

const publishedMax = 20_000;

/** Events and bells go their own ways: neither waits for the other. What does not get through, the sweeper finds. */
export const relay = <D extends ActorDocument>(parts: RelayParts<D>): Relay<D> => {
  const published = new LRUCache<string, number>({ max: publishedMax });

  const publish = async (documents: D[]): Promise<void> => {
    const runs = documents.map((document) => runOf(parts, document, published.get(document._id))).filter(hasEntries);
    if (runs.length === 0) return;
    const last = await publishRuns(parts.stream, runs);
    last.forEach((seq, index) => {
      const run = runs[index];
      if (!run) return;
      published.set(run.id, seq);
      parts.store.published(run.id, seq);
    });
    reach('event-published');
  };
  const ringFor = async (documents: D[]): Promise<void> => {
    const rings = documents.flatMap((document) => newWorkOf(document, parts.clock()));
    if (rings.length > 0) await parts.queue.ring(rings);
  };
  const failed = (error: unknown): void => {
    parts.failed();
    parts.logger.warn({ err: error }, 'left to the sweeper');
  };
  const events = batches(publish, failed);
  const bells = batches(ringFor, failed);

  return {
    deliver: async (documents) => {
      await Promise.all([publish(documents), ringFor(documents)]);
    },
    ring: (document) => {
      events.add(document);
      bells.add(document);
    },
    idle: async () => {
      await Promise.all([events.idle(), bells.idle()]);
    },
  };
};

const runOf = <D extends ActorDocument>(
  { subjectOf }: RelayParts<D>,
  document: D,
  known = 0,
): Run & { log: LogEntry[] } => {
  const { _id, log, publishedSeq } = document;
  return { id: _id, subject: subjectOf(document), entries: log.slice(Math.max(known, publishedSeq)), log };
};

const hasEntries = ({ entries }: Run): boolean => entries.length > 0;

/** When the stream misses earlier entries, the run begins where the stream ends. */
const publishRuns = async (stream: EventStream, runs: (Run & { log: LogEntry[] })[]): Promise<number[]> => {
  const last = await stream.publish(runs.map(({ id, subject, entries }) => ({ id, subject, entries })));
  const isBehind = (run: Run, index: number) => (last[index] ?? 0) < (run.entries.at(-1)?.seq ?? 0);
  const behind = runs.filter(isBehind).map(({ id, subject, log }) => ({ id, subject, entries: log }));
  if (behind.length === 0) return last;
  const again = await stream.publish(behind);
  const caughtUp = new Map(behind.map(({ id }, index) => [id, again[index] ?? 0]));
  return runs.map(({ id }, index) => caughtUp.get(id) ?? last[index] ?? 0);
};

/** Work that nobody has tried yet. What was tried comes again by the queue's own retry, or by the sweep. */
const newWorkOf = ({ _id, work }: ActorDocument, now: Date): Ring[] =>
  work
    .filter(({ state, tries, dueAt }) => state === 'ready' && tries === 0 && dueAt !== undefined && dueAt <= now)
    .map((one) => ({ id: _id, work: one }));
