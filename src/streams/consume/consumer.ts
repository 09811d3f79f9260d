import { randomUUID } from 'node:crypto';
import type { Logger } from '../../observability/logger';
import type { Clock } from '../../ports/clock';
import type { StreamEvent, StreamHandler } from '../../ports/streams';
import { connectPublisher, connectReader, type RedisClient } from '../../redis/connect';
import type { RedisSettings } from '../../redis/redis-address';
import { checkFirstServer } from '../../redis/server-info';
import { partitionKeys, type StreamKeys } from '../stream-keys';
import { createBackfill } from './backfill';
import { type ConsumerGroup, createConsumerGroup, type Lag } from './consumer-group';
import { createDeliveries } from './deliveries';
import { createLease } from './lease';
import type { Pace } from './pace';
import { createParkedOrders } from './parked-orders';
import { createPartitionConsumer, type PartitionConsumer } from './partition-consumer';

export interface ConsumerOptions<E extends StreamEvent> extends RedisSettings {
  /** `order-events` */
  stream: string;
  /** The name of the consumer group, shared by all processes that do the same work. */
  group: string;
  handler: StreamHandler<E>;
  logger: Logger;
  partitions?: number;
  clock?: Clock;
  /** How often a handler may fail on one entry; an outage does not count. */
  triesMax?: number;
  /** How long a handler may take; an attempt that takes longer counts as a failure. */
  handlerMaxMs?: number;
  /** How long `stop` waits for running handlers. */
  stopMaxMs?: number;
  /** The first delay after a failure; it doubles up to 5 s. */
  backoffMs?: number;
  pace?: Partial<Pace>;
  /**
   * Reads the events again that were trimmed from the stream before the group had handled them: all events published since
   * then, each order in sequence. They are handled again, so the handler must recognize events it has seen. Without it a
   * loss is only logged.
   */
  backfill?: (since: Date) => AsyncIterable<StreamEvent>;
}

/** A member of a consumer group. */
export interface Consumer {
  /** Begins to read as soon as Redis answers. @throws Misconfigured when that Redis is too old */
  start: () => Promise<void>;
  /** Finishes and acknowledges running handlers, releases its leases and disconnects. */
  stop: () => Promise<void>;
  /** How far the group is behind, over all partitions. @throws Unavailable */
  lag: () => Promise<Lag>;
}

const defaultPace: Pace = { leaseMs: 3_000, concurrency: 64, readCount: 256, staleMs: 60_000 };
const backoffMaxMs = 5_000;

/**
 * Creates a consumer, which calls the handler for each event of the stream at least once, one order in sequence and
 * different orders in parallel. An event that keeps failing goes to the dead letter and its order is parked; an outage is
 * waited out.
 */
export const createConsumer = <E extends StreamEvent>(options: ConsumerOptions<E>): Consumer => {
  const redis = connectPublisher(options, options.logger);
  const members = partitionKeys(options.stream, options.partitions ?? 1, redis).map((keys) =>
    createMember(options, redis, keys),
  );
  return {
    start: async () => {
      await checkFirstServer(redis);
      await Promise.all(members.map(({ partition }) => partition.start()));
    },
    stop: async () => {
      await Promise.all(members.map(({ partition }) => partition.stop()));
      redis.disconnect();
    },
    lag: async () => sumLags(await Promise.all(members.map(({ group }) => group.lag()))),
  };
};

interface Member {
  group: ConsumerGroup;
  partition: PartitionConsumer;
}

/** Builds all that one partition needs. */
const createMember = <E extends StreamEvent>(
  options: ConsumerOptions<E>,
  redis: RedisClient,
  keys: StreamKeys,
): Member => {
  const { group: groupName, clock = () => new Date(), triesMax = 8, backoffMs: firstMs = 100 } = options;
  const { handlerMaxMs = 30_000, stopMaxMs = 10_000 } = options;
  const pace = { ...defaultPace, ...options.pace };
  const token = randomUUID();
  const lease = createLease(redis, {
    key: keys.lease(groupName),
    fenceKey: keys.fence(groupName),
    token,
    ttlMs: pace.leaseMs,
  });
  const group = createConsumerGroup({ redis, keys, name: groupName, token });
  const stopping = new AbortController();
  const shared = {
    group,
    parked: createParkedOrders(group),
    // The stream's contract says what its events look like; the envelope is checked, the rest is the handler's.
    handler: ((event, context) => options.handler(event as E, context)) satisfies StreamHandler,
    fence: lease.fence,
    logger: options.logger.child({ stream: keys.stream, group: groupName }),
    pace,
    mayGoOn: () => lease.isHeld() && !stopping.signal.aborted,
  };
  const deliveries = createDeliveries({
    ...shared,
    groupName,
    clock,
    triesMax,
    handlerMaxMs,
    backoff: { firstMs, maxMs: backoffMaxMs },
  });
  const partition = createPartitionConsumer({
    ...shared,
    stream: keys.stream,
    reader: connectReader(options, shared.logger),
    lease,
    deliveries,
    backfill: createBackfill({ ...shared, source: options.backfill }),
    stopping,
    stopMaxMs,
  });
  return { group, partition };
};

const sumLags = (lags: Lag[]): Lag =>
  lags.reduce((sum, lag) => ({
    undelivered: sum.undelivered === null || lag.undelivered === null ? null : sum.undelivered + lag.undelivered,
    pending: sum.pending + lag.pending,
    parked: sum.parked + lag.parked,
    oldestMs: Math.max(sum.oldestMs, lag.oldestMs),
  }));
