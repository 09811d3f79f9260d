import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/logger';
import type { Clock } from '../../ports/clock';
import type { StreamEvent, StreamHandler } from '../../ports/streams';
import { connectPublisher, connectReader, waitForFirstAttempt } from '../redis';
import { partitionKeys, type StreamKeys } from '../stream-keys';
import { createBackfill } from './backfill';
import { type ConsumerGroup, createConsumerGroup, type Lag } from './consumer-group';
import { attemptWith } from './delivery-attempt';
import { createLease } from './lease';
import { createPartitionConsumer, type PartitionConsumer } from './partition-consumer';
import type { Pace } from './read-loop';

export interface ConsumerOptions<E extends StreamEvent> {
  redisUrl: string;
  /** `order-events` */
  stream: string;
  /** The name of the consumer group, shared by all processes that do the same work. */
  group: string;
  handler: StreamHandler<E>;
  logger: Logger;
  partitions?: number;
  clock?: Clock;
  /** How often a handler may fail on one entry; an outage is not counted. */
  triesMax?: number;
  /** The first delay after a failure; it doubles up to 5 s. */
  backoffMs?: number;
  pace?: Partial<Pace>;
  /**
   * Brings back what was trimmed from the stream before the group had handled it: all events that were published since
   * then, one order in sequence. They are handled again, so the handler must know what it has seen. Without it a loss is
   * only told.
   */
  backfill?: (since: Date) => AsyncIterable<StreamEvent>;
}

/** A member of a consumer group. */
export interface Consumer {
  /** Begins to read, as soon as Redis is there. */
  start: () => Promise<void>;
  /** Finishes and acknowledges what runs, lets others take over, and disconnects. */
  stop: () => Promise<void>;
  /** How far the group is behind, over all partitions. @throws Unavailable */
  lag: () => Promise<Lag>;
}

const usualPace: Pace = { leaseMs: 3_000, concurrency: 64, readCount: 256, staleMs: 60_000 };

/**
 * Calls the handler for each event of the stream at least once, one order in sequence and different orders side by side.
 * An event that keeps failing goes to the dead letter and its order is parked; an outage is waited out.
 */
export const createConsumer = <E extends StreamEvent>(options: ConsumerOptions<E>): Consumer => {
  const redis = connectPublisher(options.redisUrl, options.logger);
  const members = partitionKeys(options.stream, options.partitions ?? 1).map((keys) => memberOf(options, redis, keys));
  return {
    start: async () => {
      await waitForFirstAttempt(redis);
      await Promise.all(members.map(({ partition }) => partition.start()));
    },
    stop: async () => {
      await Promise.all(members.map(({ partition }) => partition.stop()));
      redis.disconnect();
    },
    lag: async () => sumOf(await Promise.all(members.map(({ group }) => group.lag()))),
  };
};

interface Member {
  group: ConsumerGroup;
  partition: PartitionConsumer;
}

const memberOf = <E extends StreamEvent>(options: ConsumerOptions<E>, redis: Redis, keys: StreamKeys): Member => {
  const { group: name, redisUrl, clock = () => new Date(), triesMax = 8, backoffMs = 100 } = options;
  const logger = options.logger.child({ stream: keys.stream, group: name });
  const pace = { ...usualPace, ...options.pace };
  const token = randomUUID();
  const own = createLease(redis, { key: keys.lease(name), fenceKey: keys.fence(name), token, lifeMs: pace.leaseMs });
  const group = createConsumerGroup({ redis, keys, name, token });
  // The stream's contract says what its events look like; the envelope is checked, the rest is the handler's.
  const handler: StreamHandler = (event, context) => options.handler(event as E, context);
  const fixed = { fence: own.fence, handler, group, groupName: name, logger, clock, triesMax, backoffMs };
  const partition = createPartitionConsumer({
    stream: keys.stream,
    reader: connectReader(redisUrl, logger),
    group,
    lease: own,
    pace,
    logger,
    recover: createBackfill({ ...fixed, backfill: options.backfill }),
    attempt: (acknowledge) => attemptWith({ ...fixed, acknowledge }),
  });
  return { group, partition };
};

const sumOf = (lags: Lag[]): Lag =>
  lags.reduce((sum, one) => ({
    undelivered: sum.undelivered === null || one.undelivered === null ? null : sum.undelivered + one.undelivered,
    pending: sum.pending + one.pending,
    parked: sum.parked + one.parked,
    oldestMs: Math.max(sum.oldestMs, one.oldestMs),
  }));
