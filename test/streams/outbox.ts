import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { mongo } from 'mongoose';
import type { ActorDocument } from '../../src/domain/actor-document';
import { createEpochCache } from '../../src/outbox/epoch-cache';
import { type LogRun, publishRuns, toRun } from '../../src/outbox/publish-runs';
import { createRecovery } from '../../src/outbox/recovery';
import type { StreamEpoch } from '../../src/ports/stream-epoch';
import type { EventStream } from '../../src/ports/streams';
import { createConnection, openConnection } from '../../src/store/connection';
import { type ClosableActorStore, createActorStore } from '../../src/store/documents/actor-store';
import { createStreamEpochStore } from '../../src/store/stream-epoch-store';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { createRedisHeartbeat } from '../../src/streams/redis-heartbeat';
import { partitionKeys, partitionOf, streamKeys } from '../../src/streams/stream-keys';
import { connectedRedis, entriesIn, entriesOf, logger, type OwnRedis } from './streams-support';

export const name = 'events';
export const dayMs = 24 * 3600_000;

/** What one process has. */
export interface Station {
  stream: EventStream;
  /** Looks once whether Redis has lost something. */
  look: () => Promise<void>;
  /** The partitions whose loss it found. */
  lost: string[];
}

/** Logs in MongoDB, and the Redis that they are published to. */
export interface Outbox {
  server: OwnRedis;
  redis: Redis;
  orders: mongo.Collection<ActorDocument>;
  lives: mongo.Collection<StreamEpoch>;
  store: ClosableActorStore<ActorDocument>;
  station: (options?: { partitions?: number; stream?: EventStream }) => Station;
  /** Stores an order with a log of `length` entries, of which the newest is `ageMs` old. */
  stored: (id: string, length: number, ageMs?: number) => Promise<ActorDocument>;
  /** Many of them, in one command. */
  storedAll: (ids: string[], length: number) => Promise<ActorDocument[]>;
  /** Publishes the logs, up to `seq`, and writes that down. */
  published: (stream: EventStream, documents: ActorDocument[], seq?: number) => Promise<void>;
  /** What a stream has of each order. */
  seqsIn: (key: string) => Promise<Record<string, number[]>>;
  clear: () => Promise<void>;
  end: () => Promise<void>;
}

export const startOutbox = async (): Promise<Outbox> => {
  const { server, redis } = await connectedRedis();
  const db = createConnection();
  const database = `outbox-${randomBytes(6).toString('hex')}`;
  await openConnection(db, (process.env.TEST_MONGODB_URI ?? '').replace('/?', `/${database}?`));
  const orders = db.collection<ActorDocument>('orders');
  const lives = db.collection<StreamEpoch>('stream-epochs');
  const store = createActorStore<ActorDocument>({
    collection: orders,
    versions: { written: 1, known: 1, upcasters: {} },
  });
  return {
    server,
    redis,
    orders,
    lives,
    store,
    station: (options) => stationOf({ redis, lives, store }, options),
    stored: async (id, length, ageMs = 0) => {
      const document = orderOf(id, length, ageMs);
      await orders.insertOne(document);
      return document;
    },
    storedAll: async (ids, length) => {
      const documents = ids.map((id) => orderOf(id, length, 0));
      await orders.insertMany(documents);
      return documents;
    },
    published: async (stream, documents, seq) => {
      const runs = documents.map((one) => toRun({ ...one, log: one.log.slice(0, seq) }, one._id, 0));
      const last = await publishRuns(stream, runs);
      for (const [at, { _id }] of documents.entries()) store.notePublished(_id, last[at] ?? 0);
      await store.flush();
    },
    seqsIn: async (key) => {
      const seqs: Record<string, number[]> = {};
      for (const { subject = '', seq } of await entriesIn(redis, key)) {
        seqs[subject] = [...(seqs[subject] ?? []), Number(seq)];
      }
      return seqs;
    },
    clear: async () => {
      await redis.flushall();
      await Promise.all([orders.deleteMany({}), lives.deleteMany({})]);
    },
    end: async () => {
      await store.close();
      await db.dropDatabase();
      await db.close();
      redis.disconnect();
      await server.remove();
    },
  };
};

/** The third entry of each. */
export const tails = (documents: ActorDocument[]): LogRun[] => documents.map((one) => toRun(one, one._id, 2));

const stationOf = (
  { redis, lives, store }: Pick<Outbox, 'redis' | 'lives' | 'store'>,
  { partitions = 1, stream }: { partitions?: number; stream?: EventStream } = {},
): Station => {
  const life = createStreamEpochStore(lives);
  const believed = createEpochCache(life, () => new Date());
  const own = createEventStream({ redis, stream: name, source: '/order-service', partitions, epochCache: believed });
  const lost: string[] = [];
  const look = createRecovery<ActorDocument>({
    epochs: life,
    heartbeat: createRedisHeartbeat(redis),
    stream: stream ?? own,
    keys: partitionKeys(name, partitions).map((keys) => keys.stream),
    keyOf: (subject) => streamKeys(name, partitionOf(subject, partitions), partitions).stream,
    store,
    subjectOf: ({ _id }) => _id,
    logger,
    onLoss: (key) => lost.push(key),
  });
  return { stream: own, look, lost };
};

const orderOf = (_id: string, length: number, ageMs: number): ActorDocument => {
  const now = new Date();
  const timeOf = (seq: number) => new Date(now.getTime() - ageMs - length + seq);
  return {
    _id,
    status: 'pending',
    version: length,
    machineVersion: 1,
    log: entriesOf(_id, 1, length).map((entry) => ({ ...entry, time: timeOf(entry.seq) })),
    publishedSeq: 0,
    unpublishedSince: now,
    work: [],
    inbox: { seqs: {}, ignored: [] },
    createdAt: now,
    updatedAt: now,
  };
};
