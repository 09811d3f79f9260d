import type { Redis } from 'ioredis';
import { type Belief, type Beliefs, memoryMs } from '../actors/life';
import type { EventStream, Run } from '../actors/ports';
import { Unavailable } from '../domain/errors';
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
  /** Without them nobody can tell that Redis lost its data. */
  beliefs?: Beliefs;
}

/** A part of a run that fits in a call; `index` says which run it is of. */
interface Piece extends Run {
  index: number;
}

// What one call holds, so that Redis is never busy for longer than some milliseconds.
const runsMax = 200;
const entriesMax = 1_000;

const seqLifeSeconds = memoryMs / 1000;

/** Of a stream that nobody watches over. */
const noBelief: Belief = { epoch: '', beat: new Date(0), trustBefore: new Date(8.64e15) };
const unwatched: Beliefs = { of: async () => noBelief, renewed: async () => noBelief };

const publishScript = script(publishLua);

/** A Redis Stream that takes each entry once, whoever publishes it and how often. @throws Unavailable */
export const eventStream = ({
  redis,
  stream,
  source,
  partitions = 1,
  beliefs = unwatched,
}: EventStreamParts): EventStream => ({
  publish: async (runs) => {
    const lasts = runs.map(lastBefore);
    const send = async (partition: number, pieces: Piece[]): Promise<void> => {
      const keys = streamKeys(stream, partition, partitions);
      // One after the other: should a batch fail, no later entry of the same run may be sent.
      for (const batch of batches(pieces)) {
        const answers = await publishBatch({ redis, keys, source, beliefs }, batch);
        batch.forEach(({ index }, at) => {
          lasts[index] = answers[at] ?? 0;
        });
      }
    };
    await Promise.all([...byPartition(runs, partitions)].map(([partition, pieces]) => send(partition, pieces)));
    return lasts;
  },
});

interface PartitionParts {
  redis: Redis;
  keys: StreamKeys;
  source: string;
  beliefs: Beliefs;
}

const publishBatch = async (parts: PartitionParts, batch: Piece[]): Promise<number[]> => {
  const { beliefs, keys } = parts;
  const answers =
    (await publishAs(parts, batch, await beliefs.of(keys.stream))) ??
    (await publishAs(parts, batch, await beliefs.renewed(keys.stream)));
  // Redis lost something, and nobody has looked into it yet.
  if (!answers) throw new Unavailable('redis');
  reach('event-published');
  return answers;
};

/** Null: Redis is not as it is believed to be. */
const publishAs = async (
  { redis, keys, source }: PartitionParts,
  batch: Piece[],
  belief: Belief | null,
): Promise<number[] | null> => {
  if (!belief) return null;
  const args: (string | number)[] = [seqLifeSeconds, belief.epoch, belief.beat.getTime()];
  for (const piece of batch) {
    args.push(baseOf(piece, belief), piece.entries.length);
    for (const entry of piece.entries) {
      const fields = encode(source, piece.subject, entry);
      args.push(entry.seq, fields.length, ...fields);
    }
  }
  const names = [keys.stream, keys.life, ...batch.map(({ id }) => keys.seq(id))];
  return (await publishScript(redis, names, args)) as number[] | null;
};

/** What the stream has when it does not know the entity: a young entry before the run would be remembered. */
const baseOf = (piece: Piece, { trustBefore }: Belief): number =>
  piece.previousAt !== undefined && piece.previousAt >= trustBefore ? 0 : lastBefore(piece);

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
