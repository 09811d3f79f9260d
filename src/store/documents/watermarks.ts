import type { Write } from './group-commit';

/** The watermarks that are not stored yet. Losing one costs a repeated publication, which the stream skips. */
export interface Watermarks {
  note: (id: string, seq: number) => void;
  of: (id: string) => number;
  /** Forgets a watermark that a commit has stored. */
  written: (id: string, seq: number) => void;
  flush: () => Promise<void>;
  stop: () => Promise<void>;
}

const everyMs = 500;
const waitingMax = 50_000;

/** Stores watermarks lazily: with the next commit of their document, or all together twice a second. */
export const createWatermarks = (send: (writes: Write[]) => Promise<unknown>): Watermarks => {
  let waiting = new Map<string, number>();
  let flushing: Promise<void> = Promise.resolve();
  const note = (id: string, seq: number): void => {
    if (seq > (waiting.get(id) ?? 0) && waiting.size < waitingMax) waiting.set(id, seq);
  };

  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = new Map();
    if (batch.size === 0) return;
    await send([...batch].map(asWrite)).catch(() => {
      for (const [id, seq] of batch) note(id, seq);
    });
  };
  const flush = (): Promise<void> => {
    flushing = flushing.then(write);
    return flushing;
  };
  const timer = setInterval(() => void flush(), everyMs).unref();

  return {
    note,
    flush,
    of: (id) => waiting.get(id) ?? 0,
    written: (id, seq) => {
      if (waiting.get(id) === seq) waiting.delete(id);
    },
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
};

/** Applies only while the log has no newer entry, which would bring its own watermark. It makes no new version. */
const asWrite = ([_id, seq]: [string, number]): Write => ({
  updateOne: {
    filter: { _id, log: { $size: seq } },
    update: { $max: { publishedSeq: seq }, $unset: { unpublishedSince: '' }, $currentDate: { publishedAt: true } },
  },
});
