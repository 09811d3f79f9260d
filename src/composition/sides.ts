import { blockedEvents } from '../actors/blocked-events';
import { beliefs } from '../actors/life';
import type { StreamEvent } from '../actors/ports';
import { recovery } from '../actors/recovery';
import { refetch } from '../actors/refetch';
import { type Relay, relay } from '../actors/relay';
import { type Repeating, repeating } from '../actors/repeating';
import { sweeper } from '../actors/sweeper';
import type { ActorDocument } from '../machines/actor-document';
import type { QueueName } from '../queues/connection';
import { workQueue } from '../queues/work-queue';
import { actorStore, type ClosableActorStore } from '../store/actor-store';
import { lifeStore } from '../store/life-store';
import { eventStream } from '../streams/event-stream';
import { pulse } from '../streams/pulse';
import { partitionKeys, partitionOf, streamKeys } from '../streams/stream-keys';
import { trimmer } from '../streams/trim';
import type { Core } from './outside';

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
