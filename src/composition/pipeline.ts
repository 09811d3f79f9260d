import type { ActorDocument } from '../domain/actor-document';
import { refetch } from '../outbox/backfill-source';
import { beliefs } from '../outbox/epoch-cache';
import { recovery } from '../outbox/recovery';
import { type Relay, relay } from '../outbox/relay';
import { type Repeating, repeating } from '../outbox/run-periodically';
import { sweeper } from '../outbox/sweeper';
import { blockedEvents } from '../outbox/unpublishable-events';
import type { StreamEvent } from '../ports/streams';
import type { QueueName } from '../queues/connection';
import { workQueue } from '../queues/work-queue';
import { actorStore, type ClosableActorStore } from '../store/documents/actor-store';
import { lifeStore } from '../store/stream-epoch-store';
import { eventStream } from '../streams/publish/event-stream';
import { pulse } from '../streams/redis-heartbeat';
import { partitionKeys, partitionOf, streamKeys } from '../streams/stream-keys';
import { trimmer } from '../streams/trim';
import type { Core } from './infrastructure';

/** How orders and payments differ. */
export interface SideParts<D extends ActorDocument> {
  queue: QueueName;
  stream: string;
  source: string;
  collection: Parameters<typeof actorStore<D>>[0]['collection'];
  lives: Parameters<typeof lifeStore>[0];
  machineVersion: number;
  subjectOf: (document: D) => string;
}

/** What orders and payments each have of their own: a collection, a stream, a queue, a relay and a sweeper. */
export interface Side<D extends ActorDocument> {
  store: ClosableActorStore<D>;
  queue: ReturnType<typeof workQueue>;
  relay: Relay<D>;
  sweeper: Repeating;
  /** Looks whether Redis has lost something. */
  recovery: Repeating;
  trimmer: Repeating;
  /** What was published since then, from the logs. */
  refetch: (since: Date) => AsyncIterable<StreamEvent>;
}

const trimEveryMs = 60_000;

/** Builds one side. */
export const sideOf = <D extends ActorDocument>(core: Core, parts: SideParts<D>): Side<D> => {
  const { config, logger, metrics, outside, clock } = core;
  const { source, subjectOf, collection, machineVersion } = parts;
  const store = actorStore<D>({ collection, machineVersion });
  const lives = lifeStore(parts.lives);
  const { redis } = outside;
  const { streamPartitions: partitions, sweepEveryMs } = config;
  const stream = eventStream({
    redis,
    stream: parts.stream,
    source,
    partitions,
    beliefs: beliefs(lives, clock),
    blocked: blockedEvents({ store, logger, counted: metrics.eventBlocked }),
  });
  const queue = workQueue({ redisUrl: config.redisUrl, name: parts.queue, clock, logger });
  const bell = relay<D>({ stream, queue, store, subjectOf, clock, logger, failed: metrics.publicationFailed });
  const keys = partitionKeys(parts.stream, partitions).map((one) => one.stream);
  const trim = trimmer({
    redis,
    keys,
    retentionMs: config.streamRetentionMs,
    lives,
    logger,
    groups: metrics.groupsNeed,
  });
  const recover = recovery<D>({
    lives,
    pulse: pulse(redis),
    stream,
    keys,
    keyOf: (subject) => streamKeys(parts.stream, partitionOf(subject, partitions), partitions).stream,
    store,
    subjectOf,
    logger,
    lost: metrics.redisLost,
  });
  return {
    store,
    queue,
    relay: bell,
    sweeper: repeating(sweeper({ store, relay: bell, queue, clock }), sweepEveryMs, logger),
    recovery: repeating(recover, sweepEveryMs, logger),
    trimmer: repeating(trim, trimEveryMs, logger),
    refetch: refetch({ store, subjectOf, source }),
  };
};
