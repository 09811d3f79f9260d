import type { ActorDocument, LogEntry } from '../domain/actor-document';
import type { EventStream, Run } from '../ports/streams';

/** Which events are replayed; without anything all of them. */
export interface ReplaySelection {
  /** Only of this order. */
  orderId?: string;
  /** Of each order or payment only from this `seq` on. */
  fromSeq?: number;
  fromTime?: Date;
  /** Up to before then. */
  toTime?: Date;
}

/** A log with what its events are about. */
export type Logged = Pick<ActorDocument, '_id' | 'log'> & { orderId?: string };

/** Where the logs are read, in batches. */
export interface Logs {
  /** How many have something that is selected. */
  count: (selection: ReplaySelection) => Promise<number>;
  read: (selection: ReplaySelection) => AsyncIterable<Logged[]>;
}

/** How far a replay is. */
export interface ReplayProgress {
  logs: number;
  events: number;
}

interface ReplayParts {
  logs: Logs;
  stream: EventStream;
  selection: ReplaySelection;
  progressed: (progress: ReplayProgress) => void;
}

/**
 * Publishes what is in the logs once more, under the same ids: each order in its sequence, orders one after the other. Safe
 * to repeat into the same stream, which takes each event once: what broke off goes on.
 * @throws Error when the stream has more or less of an order than the events before
 */
export const replay = async ({ logs, stream, selection, progressed }: ReplayParts): Promise<ReplayProgress> => {
  const progress = { logs: 0, events: 0 };
  for await (const batch of logs.read(selection)) {
    const runs = batch.map((logged) => runOf(logged, selection)).filter(({ entries }) => entries.length > 0);
    const lasts = await stream.publish(runs);
    for (const [index, run] of runs.entries()) assertWhole(run, lasts[index] ?? 0);
    progress.logs += runs.length;
    progress.events += runs.reduce((sum, { entries }) => sum + entries.length, 0);
    progressed({ ...progress });
  }
  return progress;
};

const runOf = ({ _id, orderId = _id, log }: Logged, selection: ReplaySelection): Run => ({
  id: _id,
  subject: orderId,
  entries: stretchOf(log, selection),
});

/** One stretch without a gap, also where the clocks of two processes disagreed about its edges. */
const stretchOf = (log: LogEntry[], { fromSeq = 1, fromTime, toTime }: ReplaySelection): LogEntry[] => {
  const first = fromTime === undefined ? 0 : log.findIndex(({ time }) => time >= fromTime);
  const last = toTime === undefined ? log.length - 1 : log.findLastIndex(({ time }) => time < toTime);
  return first < 0 ? [] : log.slice(Math.max(first, fromSeq - 1), last + 1);
};

const assertWhole = ({ id, entries }: Run, last: number): void => {
  const wanted = entries.at(-1)?.seq ?? 0;
  if (last !== wanted)
    throw new Error(`${id} is at ${last} in the stream, and not at ${wanted}: it is not a fresh one`);
};
