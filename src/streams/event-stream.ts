import type { Redis } from 'ioredis';
import type { EventStream, Run } from '../actors/ports';
import type { LogEntry } from '../machines/actor-document';
import { reach } from '../observability/fault-point';
import { publishLua } from './publish.lua';
import { script } from './script';
import { encode } from './stream-entry';
import { partitionOf, type StreamKeys, streamKeys } from './stream-keys';

interface EventStreamParts {
  redis: Redis;
  /** `order-events` */
  stream: string;
  /** `/order-service` */
  source: string;
  partitions?: number;
}

/** A part of a run that fits in a call; `index` says which run it is of. */
interface Piece extends Run {
  index: number;
}

// What one call holds, so that Redis is never busy for longer than some milliseconds.
const runsMax = 200;
const entriesMax = 1_000;

/** Longer than any relay may lag behind; see the script for what happens after it. */
const seqLifeSeconds = 7 * 24 * 3600;

const publishScript = script(publishLua);

/** A Redis Stream that takes each entry once, whoever publishes it and how often. @throws Unavailable */
export const eventStream = ({ redis, stream, source, partitions = 1 }: EventStreamParts): EventStream => ({
  publish: async (runs) => {
    const lasts = runs.map(lastBefore);
    const send = async (partition: number, pieces: Piece[]): Promise<void> => {
      const keys = streamKeys(stream, partition, partitions);
      // One after the other: should a batch fail, no later entry of the same run may be sent.
      for (const batch of batches(pieces)) {
        const answers = await publishBatch(redis, keys, source, batch);
        batch.forEach(({ index }, at) => {
          lasts[index] = answers[at] ?? 0;
        });
      }
    };
    await Promise.all([...byPartition(runs, partitions)].map(([partition, pieces]) => send(partition, pieces)));
    return lasts;
  },
});

const publishBatch = async (redis: Redis, keys: StreamKeys, source: string, batch: Piece[]): Promise<number[]> => {
  const args: (string | number)[] = [seqLifeSeconds];
  for (const piece of batch) {
    args.push(lastBefore(piece), piece.entries.length);
    for (const entry of piece.entries) {
      const fields = encode(source, piece.subject, entry);
      args.push(entry.seq, fields.length, ...fields);
    }
  }
  const answers = await publishScript(redis, [keys.stream, ...batch.map(({ id }) => keys.seq(id))], args);
  reach('event-published');
  return answers as number[];
};

const lastBefore = ({ entries }: { entries: LogEntry[] }): number => (entries[0]?.seq ?? 1) - 1;

const byPartition = (runs: Run[], partitions: number): Map<number, Piece[]> => {
  const groups = new Map<number, Piece[]>();
  runs.forEach((run, index) => {
    const partition = partitionOf(run.subject, partitions);
    const group = groups.get(partition) ?? [];
    groups.set(partition, group);
    for (const entries of slices(run.entries)) group.push({ ...run, entries, index });
  });
  return groups;
};

const slices = (entries: LogEntry[]): LogEntry[][] =>
  Array.from({ length: Math.ceil(entries.length / entriesMax) }, (_, at) =>
    entries.slice(at * entriesMax, (at + 1) * entriesMax),
  );

const batches = (pieces: Piece[]): Piece[][] => {
  const all: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const batch = all.at(-1);
    if (batch && batch.length < runsMax && piece.entries.length <= room) batch.push(piece);
    else {
      all.push([piece]);
      room = entriesMax;
    }
    room -= piece.entries.length;
  }
  return all;
};
