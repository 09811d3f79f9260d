import { Unavailable } from '../../domain/errors';
import { faultPoint } from '../../observability/fault-point';
import { type EpochCache, type ExpectedEpoch, seqRetentionMs } from '../../ports/stream-epoch';
import type { EventStream, UnpublishableEvent } from '../../ports/streams';
import type { RedisClient } from '../../redis/connect';
import { script } from '../../redis/script';
import { partitionOf, type StreamKeys, streamKeys } from '../stream-keys';
import { publishLua } from './publish.lua';
import { type PublishPiece, seqBefore, splitRun, toBatches } from './publish-batches';

interface EventStreamParts {
  redis: RedisClient;
  /** `order-events` */
  stream: string;
  /** `/order-service` */
  source: string;
  partitions?: number;
  /** Without it a loss of the data in Redis goes unnoticed. */
  epochCache?: EpochCache;
  /** Called with each entry that cannot be published. */
  onUnpublishable?: (event: UnpublishableEvent) => void;
}

const seqRetentionSeconds = seqRetentionMs / 1000;

/** Of a stream whose epoch is not watched. */
const anyEpoch: ExpectedEpoch = { epoch: '', heartbeat: new Date(0), trustBefore: new Date(8.64e15) };
const withoutEpochs: EpochCache = { get: async () => anyEpoch, refresh: async () => anyEpoch };

const publishScript = script(publishLua);

/** Creates a Redis Stream that accepts each entry once, however often it is published. @throws Unavailable */
export const createEventStream = ({
  redis,
  stream,
  source,
  partitions = 1,
  epochCache = withoutEpochs,
  onUnpublishable = () => {},
}: EventStreamParts): EventStream => ({
  publish: async (runs) => {
    const lasts = runs.map(seqBefore);
    const send = async (partition: number, pieces: PublishPiece[]): Promise<void> => {
      const keys = streamKeys(stream, partition, partitions);
      // One after the other: should a batch fail, no later entry of the same run may be sent.
      for (const batch of toBatches(pieces)) {
        const answers = await publishBatch({ redis, keys, epochCache }, batch);
        batch.forEach(({ index }, at) => {
          lasts[index] = answers[at] ?? 0;
        });
      }
    };
    const byPartition = new Map<number, PublishPiece[]>();
    runs.forEach((run, index) => {
      const partition = partitionOf(run.subject, partitions);
      const pieces = byPartition.get(partition) ?? [];
      byPartition.set(partition, pieces);
      pieces.push(...splitRun(source, run, index, onUnpublishable));
    });
    await Promise.all([...byPartition].map(([partition, pieces]) => send(partition, pieces)));
    return lasts;
  },
});

interface PartitionParts {
  redis: RedisClient;
  keys: StreamKeys;
  epochCache: EpochCache;
}

const publishBatch = async (parts: PartitionParts, batch: PublishPiece[]): Promise<number[]> => {
  const { epochCache, keys } = parts;
  const expected = await epochCache.get(keys.stream);
  faultPoint('event-publishing');
  const answers =
    (await publishAs(parts, batch, expected)) ?? (await publishAs(parts, batch, await epochCache.refresh(keys.stream)));
  // Redis lost something, and nobody has looked into it yet.
  if (!answers) throw new Unavailable('redis');
  faultPoint('event-published');
  return answers;
};

/** Publishes a batch; returns null when Redis does not have the expected epoch and heartbeat. */
const publishAs = async (
  { redis, keys }: PartitionParts,
  batch: PublishPiece[],
  expected: ExpectedEpoch | null,
): Promise<number[] | null> => {
  if (!expected) return null;
  const args: (string | number)[] = [seqRetentionSeconds, expected.epoch, expected.heartbeat.getTime()];
  for (const { entries, ...piece } of batch) {
    args.push(knownBaseOf(piece, expected), entries.length);
    for (const { seq, fields } of entries) args.push(seq, fields.length, ...fields);
  }
  const names = [keys.stream, keys.epoch, ...batch.map(({ id }) => keys.seq(id))];
  return (await publishScript(redis, names, args)) as number[] | null;
};

/** What the stream has when it does not know the entity: a young entry before the piece would be remembered. */
const knownBaseOf = ({ base, previousAt }: Omit<PublishPiece, 'entries'>, { trustBefore }: ExpectedEpoch): number =>
  previousAt !== undefined && previousAt >= trustBefore ? 0 : base;
