import type { ActorDocument, LogEntry } from '../domain/actor-document';
import type { EventStream, Run } from '../ports/streams';

/** A run with the log that it is a part of. */
export type LogRun = Run & { log: LogEntry[] };

/** The part of a log that begins at index `from`. */
export const toRun = ({ _id, log }: ActorDocument, subject: string, from: number): LogRun => {
  const previous = log[from - 1];
  const run = { id: _id, subject, entries: log.slice(from), log };
  return previous ? { ...run, previousAt: previous.time } : run;
};

/** Publishes, and answers how far each log is in the stream. What the stream misses before a run, it gets with the run. */
export const publishRuns = async (stream: EventStream, runs: LogRun[]): Promise<number[]> => {
  const last = await stream.publish(runs.map(({ log: _log, ...run }) => run));
  const isBehind = (run: Run, index: number) => (last[index] ?? 0) < (run.entries.at(-1)?.seq ?? 0);
  const behind = runs.filter(isBehind).map(({ id, subject, log }) => ({ id, subject, entries: log }));
  if (behind.length === 0) return last;
  const again = await stream.publish(behind);
  const caughtUp = new Map(behind.map(({ id }, index) => [id, again[index] ?? 0]));
  return runs.map(({ id }, index) => caughtUp.get(id) ?? last[index] ?? 0);
};
