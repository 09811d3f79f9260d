import { LRUCache } from 'lru-cache';
import type { ActorDocument, LogEntry } from '../machines/actor-document';
import { reach } from '../observability/fault-point';
import type { Logger } from '../observability/logger';
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

/** As many documents as wait for delivery; beyond it the sweeper takes over, so that memory stays flat. */
const waitingMax = 5_000;
const batchMax = 500;
const publishedMax = 20_000;

/** One delivery at a time, as many documents in it as have come meanwhile. */
export const relay = <D extends ActorDocument>(parts: RelayParts<D>): Relay<D> => {
  const waiting = new Map<string, D>();
  const published = new LRUCache<string, number>({ max: publishedMax });
  let running: Promise<void> | undefined;

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

  const deliver = async (documents: D[]): Promise<void> => {
    const rings = documents.flatMap((document) => newWorkOf(document, parts.clock()));
    await Promise.all([publish(documents), rings.length > 0 && parts.queue.ring(rings)]);
  };

  const drain = async (): Promise<void> => {
    while (waiting.size > 0) {
      const batch = [...waiting.values()].slice(0, batchMax);
      for (const { _id } of batch) waiting.delete(_id);
      await deliver(batch).catch((error: unknown) => {
        parts.failed();
        parts.logger.warn({ err: error }, 'left to the sweeper');
      });
    }
    running = undefined;
  };

  return {
    deliver,
    ring: (document) => {
      if (waiting.size >= waitingMax) return;
      waiting.set(document._id, document);
      // The next tick: what is committed together is delivered together.
      running ??= Promise.resolve().then(drain);
    },
    idle: async () => {
      await running;
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
