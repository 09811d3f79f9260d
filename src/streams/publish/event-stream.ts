import type { Redis } from 'ioredis';
import { Unavailable } from '../../domain/errors';
import { reach } from '../../observability/fault-point';
import { type Belief, type Beliefs, memoryMs } from '../../ports/stream-epoch';
import type { BlockedEvent, EventStream } from '../../ports/streams';
import { script } from '../script';
import { partitionOf, type StreamKeys, streamKeys } from '../stream-keys';
import { publishLua } from './publish.lua';
import { baseOf, batchesOf, type Piece, piecesOf } from './publish-batches';

interface EventStreamParts {
  redis: Redis;
  /** `order-events` */
  stream: string;
  /** `/order-service` */
  source: string;
  partitions?: number;
  /** Without them nobody can tell that Redis lost its data. */
  beliefs?: Beliefs;
  /** Hears of entries that can not be published. */
  blocked?: (event: BlockedEvent) => void;
}

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
  blocked = () => {},
}: EventStreamParts): EventStream => ({
  publish: async (runs) => {
    const lasts = runs.map(baseOf);
    const send = async (partition: number, pieces: Piece[]): Promise<void> => {
      const keys = streamKeys(stream, partition, partitions);
      // One after the other: should a batch fail, no later entry of the same run may be sent.
      for (const batch of batchesOf(pieces)) {
        const answers = await publishBatch({ redis, keys, beliefs }, batch);
        batch.forEach(({ index }, at) => {
          lasts[index] = answers[at] ?? 0;
        });
      }
    };
    const byPartition = new Map<number, Piece[]>();
    runs.forEach((run, index) => {
      const partition = partitionOf(run.subject, partitions);
      const pieces = byPartition.get(partition) ?? [];
      byPartition.set(partition, pieces);
      pieces.push(...piecesOf(source, run, index, blocked));
    });
    await Promise.all([...byPartition].map(([partition, pieces]) => send(partition, pieces)));
    return lasts;
  },
});

interface PartitionParts {
  redis: Redis;
  keys: StreamKeys;
  beliefs: Beliefs;
}

const publishBatch = async (parts: PartitionParts, batch: Piece[]): Promise<number[]> => {
  const { beliefs, keys } = parts;
  const belief = await beliefs.of(keys.stream);
  reach('event-publishing');
  const answers =
    (await publishAs(parts, batch, belief)) ?? (await publishAs(parts, batch, await beliefs.renewed(keys.stream)));
  // Redis lost something, and nobody has looked into it yet.
  if (!answers) throw new Unavailable('redis');
  reach('event-published');
  return answers;
};

/** Null: Redis is not as it is believed to be. */
const publishAs = async (
  { redis, keys }: PartitionParts,
  batch: Piece[],
  belief: Belief | null,
): Promise<number[] | null> => {
  if (!belief) return null;
  const args: (string | number)[] = [seqLifeSeconds, belief.epoch, belief.beat.getTime()];
  for (const { entries, ...piece } of batch) {
    args.push(knownBaseOf(piece, belief), entries.length);
    for (const { seq, fields } of entries) args.push(seq, fields.length, ...fields);
  }
  const names = [keys.stream, keys.life, ...batch.map(({ id }) => keys.seq(id))];
  return (await publishScript(redis, names, args)) as number[] | null;
};

/** What the stream has when it does not know the entity: a young entry before the piece would be remembered. */
const knownBaseOf = ({ base, previousAt }: Omit<Piece, 'entries'>, { trustBefore }: Belief): number =>
  previousAt !== undefined && previousAt >= trustBefore ? 0 : base;
