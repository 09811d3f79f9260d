import type { Config } from '../config';
import type { ActorDocument } from '../domain/actor-document';
import { createBackfillSource } from '../outbox/backfill-source';
import { createEpochCache } from '../outbox/epoch-cache';
import { observeBacklog } from '../outbox/observe-backlog';
import { createRecovery } from '../outbox/recovery';
import { createRelay, type Relay } from '../outbox/relay';
import { runPeriodically } from '../outbox/run-periodically';
import { createSweeper } from '../outbox/sweeper';
import { createUnpublishableEventHandler } from '../outbox/unpublishable-events';
import type { MachineVersions } from '../ports/stores';
import type { StreamEpoch } from '../ports/stream-epoch';
import type { StreamEvent } from '../ports/streams';
import type { QueueName } from '../queues/queue-names';
import { createWorkQueue } from '../queues/work-queue';
import { type ClosableActorStore, createActorStore } from '../store/documents/actor-store';
import { createStreamEpochStore } from '../store/stream-epoch-store';
import { createEventStream } from '../streams/publish/event-stream';
import { createRedisHeartbeat } from '../streams/redis-heartbeat';
import { partitionKeys, partitionOf, streamKeys } from '../streams/stream-keys';
import { createTrimmer } from '../streams/trim';
import type { Infrastructure } from './infrastructure';
import type { Part } from './parts';

/** How the pipelines of orders and payments differ. */
interface PipelineOptions<D extends ActorDocument> {
  name: 'orders' | 'payments';
  queue: QueueName;
  stream: string;
  source: string;
  versions: MachineVersions<D>;
  /** The order that a document's events are about. */
  subjectOf: (document: D) => string;
}

/** The way from a committed document to its stream and its queue. */
export interface Pipeline<D extends ActorDocument> {
  store: ClosableActorStore<D>;
  queue: ReturnType<typeof createWorkQueue>;
  /** Publishes a committed document's events and enqueues its due work; returns at once. */
  relay: Pick<Relay<D>, 'schedule'>;
  /** The events published since then, from the logs. */
  backfill: (since: Date) => AsyncIterable<StreamEvent>;
  /** What the role `relay` runs: recovery, sweeper and trimmer. */
  upkeep: Part[];
  /** Finishes deliveries under way, then lazy writes, then the queue. */
  stop: () => Promise<void>;
}

const trimEveryMs = 60_000;

/** Creates the pipeline of one kind of document. */
export const createPipeline = <D extends ActorDocument>(
  infrastructure: Infrastructure,
  { streamPartitions: partitions, streamRetentionMs: retentionMs, sweepEveryMs }: Config,
  { name, stream: streamName, source, versions, subjectOf, ...options }: PipelineOptions<D>,
): Pipeline<D> => {
  const { logger, metrics, redis, clock } = infrastructure;
  const database = infrastructure[`${name}Db`];
  const store = createActorStore<D>({
    collection: database.collection<ActorDocument>(name),
    versions,
    onNewerVersion: (id, machineVersion) => {
      metrics.newerVersionRead(name);
      logger.warn({ event: 'document.newer_version', id, machineVersion }, 'a newer release wrote the document');
    },
  });
  const epochs = createStreamEpochStore(database.collection<StreamEpoch>('stream-epochs'));
  const stream = createEventStream({
    redis,
    stream: streamName,
    source,
    partitions,
    epochCache: createEpochCache(epochs, clock),
    onUnpublishable: createUnpublishableEventHandler({ store, logger, onUnpublishable: metrics.eventUnpublishable }),
  });
  const queue = createWorkQueue({ redis, name: options.queue, clock, logger });
  const relay = createRelay<D>({
    stream,
    queue,
    store,
    subjectOf,
    clock,
    logger,
    onFailure: metrics.publicationFailed,
  });
  const keys = partitionKeys(streamName, partitions).map((partition) => partition.stream);
  const recovery = createRecovery<D>({
    epochs,
    heartbeat: createRedisHeartbeat(redis),
    stream,
    keys,
    keyOf: (subject) => streamKeys(streamName, partitionOf(subject, partitions), partitions).stream,
    store,
    subjectOf,
    logger,
    onLoss: metrics.redisDataLost,
  });
  const trimmer = createTrimmer({ redis, keys, retentionMs, epochs, logger, onGroups: metrics.groupsObserved });
  observeBacklog(metrics, clock, name, store);
  return {
    store,
    queue,
    relay,
    backfill: createBackfillSource({ store, subjectOf, source }),
    upkeep: [
      runPeriodically(recovery, sweepEveryMs, logger),
      runPeriodically(createSweeper({ store, relay, queue, clock }), sweepEveryMs, logger),
      runPeriodically(trimmer, trimEveryMs, logger),
    ],
    stop: async () => {
      await relay.idle();
      await store.close();
      await queue.close();
    },
  };
};
