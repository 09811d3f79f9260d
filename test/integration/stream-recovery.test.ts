import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { beliefs, type Life } from '../../src/actors/life';
import type { EventStream } from '../../src/actors/ports';
import { publishRuns, runFrom } from '../../src/actors/publish-runs';
import { recovery } from '../../src/actors/recovery';
import { Unavailable } from '../../src/domain/errors';
import type { ActorDocument } from '../../src/machines/actor-document';
import { actorStore, type ClosableActorStore } from '../../src/store/actor-store';
import { connection, open } from '../../src/store/connection';
import { lifeStore } from '../../src/store/life-store';
import { eventStream } from '../../src/streams/event-stream';
import { pulse } from '../../src/streams/pulse';
import { firstAttempt, publisherRedis } from '../../src/streams/redis';
import { partitionKeys, partitionOf, streamKeys } from '../../src/streams/stream-keys';
import { entriesIn, entriesOf, logger, type OwnRedis, ownRedis, upTo } from './streams-support';

jest.setTimeout(30_000);

const name = 'events';
const dayMs = 24 * 3600_000;
let server: OwnRedis;
let redis: Redis;
let db: Connection;
let orders: ReturnType<typeof db.collection<ActorDocument>>;
let lives: ReturnType<typeof db.collection<Life>>;
let store: ClosableActorStore<ActorDocument>;

beforeAll(async () => {
  server = await ownRedis();
  await server.start();
  redis = publisherRedis(server.url);
  await firstAttempt(redis);
  db = connection();
  const database = `recovery-${randomBytes(6).toString('hex')}`;
  await open(db, (process.env.TEST_MONGODB_URI ?? '').replace('/?', `/${database}?`));
  orders = db.collection<ActorDocument>('orders');
  lives = db.collection<Life>('stream-lives');
  store = actorStore<ActorDocument>({ collection: orders, machineVersion: 1 });
});

beforeEach(async () => {
  await redis.flushall();
  await Promise.all([orders.deleteMany({}), lives.deleteMany({})]);
});

afterAll(async () => {
  await store.close();
  await db.dropDatabase();
  await db.close();
  redis.disconnect();
  await server.remove();
});

/** What one process has. */
const station = ({ partitions = 1, stream }: { partitions?: number; stream?: EventStream } = {}) => {
  const life = lifeStore(lives);
  const own = eventStream({
    redis,
    stream: name,
    source: '/order-service',
    partitions,
    beliefs: beliefs(life, () => new Date()),
  });
  const lost: string[] = [];
  const look = recovery<ActorDocument>({
    lives: life,
    pulse: pulse(redis),
    stream: stream ?? own,
    keys: partitionKeys(name, partitions).map((keys) => keys.stream),
    keyOf: (subject) => streamKeys(name, partitionOf(subject, partitions), partitions).stream,
    store,
    subjectOf: ({ _id }) => _id,
    logger,
    lost: (key) => lost.push(key),
  });
  return { stream: own, look, lost };
};

/** An order as it is stored, with a log of `length` entries of which the newest is `ageMs` old. */
const stored = async (_id: string, length: number, ageMs = 0): Promise<ActorDocument> => {
  const now = Date.now();
  const log = entriesOf(_id, 1, length).map((entry) => ({
    ...entry,
    time: new Date(now - ageMs - length + entry.seq),
  }));
  const document: ActorDocument = {
    _id,
    status: 'pending',
    version: length,
    machineVersion: 1,
    log,
    publishedSeq: 0,
    unpublishedSince: new Date(now),
    work: [],
    inbox: { seqs: {}, ignored: [] },
    createdAt: new Date(now),
    updatedAt: new Date(now),
  };
  await orders.insertOne(document);
  return document;
};

const published = async (stream: EventStream, documents: ActorDocument[], upToSeq?: number): Promise<void> => {
  const runs = documents.map((one) => runFrom({ ...one, log: one.log.slice(0, upToSeq) }, one._id, 0));
  const last = await publishRuns(stream, runs);
  for (const [at, { _id }] of documents.entries()) store.published(_id, last[at] ?? 0);
  await store.flush();
};

/** The third entry of each. */
const tails = (documents: ActorDocument[]) => documents.map((one) => runFrom(one, one._id, 2));

const seqsIn = async (key: string): Promise<Record<string, number[]>> => {
  const seqs: Record<string, number[]> = {};
  for (const { subject = '', seq } of await entriesIn(redis, key)) {
    seqs[subject] = [...(seqs[subject] ?? []), Number(seq)];
  }
  return seqs;
};

const many = (count: number): Promise<ActorDocument[]> => Promise.all(upTo(count).map((n) => stored(`o${n}`, 3)));
const allOf = (count: number) => Object.fromEntries(upTo(count).map((n) => [`o${n}`, upTo(3)]));

test('who does not know of the loss is refused, until what was lost is there again', async () => {
  const { stream, look } = station();
  await look();
  const documents = await many(2);
  await published(stream, documents, 2);
  await redis.flushall();

  await expect(publishRuns(stream, tails(documents))).rejects.toEqual(new Unavailable('redis'));
  expect(await redis.exists(name)).toBe(0);

  await look();
  expect(await publishRuns(stream, tails(documents))).toEqual([3, 3]);
  expect(await seqsIn(name)).toEqual(allOf(2));
});

test('what was never published, and what another process notes too late, is there as well', async () => {
  const { stream, look } = station();
  await look();
  const documents = await many(2);
  await publishRuns(
    stream,
    documents.map((one) => runFrom(one, one._id, 0)),
  );
  await redis.flushall();
  await look();
  for (const { _id } of documents) store.published(_id, 3);
  await store.flush();
  await look();
  expect(await seqsIn(name)).toEqual(allOf(2));
  expect(await orders.countDocuments({ unpublishedSince: { $exists: true } })).toBe(0);
});

test('of two partitions one is lost: it alone is published again', async () => {
  const { stream, look, lost } = station({ partitions: 2 });
  await look();
  await published(stream, await many(20));
  const before = await seqsIn(`${name}:{1}`);
  expect(Object.keys(before).length).toBeGreaterThan(0);
  await redis.del(await redis.keys(`${name}:{0}*`));
  // The other one may have forgotten orders that were silent for long; they are not published again.
  await redis.del(await redis.keys(`${name}:{1}:seq:*`));
  lost.length = 0;
  await look();
  expect(lost).toEqual([`${name}:{0}`]);
  expect(await seqsIn(`${name}:{1}`)).toEqual(before);
  expect({ ...before, ...(await seqsIn(`${name}:{0}`)) }).toEqual(allOf(20));
});

test('a recovery that died in the middle is left alone while it may live, and then done again from the start', async () => {
  const { stream, look } = station();
  await look();
  await published(stream, await many(450));
  await redis.flushall();
  let batches = 0;
  const dying = station({
    stream: {
      publish: async (runs) => {
        batches += 1;
        if (batches > 1) throw new Error('killed');
        return stream.publish(runs);
      },
    },
  });
  await expect(dying.look()).rejects.toThrow('killed');
  const some = await redis.xlen(name);
  expect(some).toBeGreaterThan(0);

  await look();
  expect(await redis.xlen(name)).toBe(some);
  await lives.updateOne({ _id: name }, { $set: { 'recovery.until': new Date(0) } });
  await look();
  expect(await seqsIn(name)).toEqual(allOf(450));
  expect(await lives.findOne({ _id: name })).not.toHaveProperty('recovery');
});

test('several processes find the loss at once: each event is there once, in order', async () => {
  const stations = upTo(4).map(() => station());
  const [first] = stations;
  await first?.look();
  await published(first?.stream as EventStream, await many(300));
  await redis.flushall();
  await Promise.all(stations.map(({ look }) => look()));
  await Promise.all(stations.map(({ look }) => look()));
  expect(await seqsIn(name)).toEqual(allOf(300));
  expect(stations.flatMap(({ lost }) => lost).length).toBe(2);
});

test('a restart alone doubles nothing', async () => {
  const { stream, look, lost } = station();
  await look();
  await published(stream, await many(5));
  await look();
  expect(lost).toEqual([name]);
  await server.kill();
  await server.start();
  await firstAttempt(redis);
  await look();
  expect(lost).toEqual([name, name]);
  expect(await seqsIn(name)).toEqual(allOf(5));
});

test('set back in time: an order that Redis has forgotten on purpose is not doubled', async () => {
  const { stream, look, lost } = station();
  await look();
  const silent = await stored('silent', 3, 30 * dayMs);
  const young = await stored('young', 3);
  await published(stream, [silent]);
  await redis.del(`{${name}}:seq:silent`);
  await look();
  await look();
  await published(stream, [young]);
  // As an old copy of its files would have it.
  await redis.xdel(name, ...(await redis.xrange(name, '-', '+')).slice(3).map(([id]) => id));
  await redis.del(`{${name}}:seq:young`);
  await redis.hset(`{${name}}:life`, 'beat', Date.now() - 1_000);
  await look();
  expect(lost).toEqual([name, name]);
  expect(await seqsIn(name)).toEqual({ silent: [1, 2, 3], young: [1, 2, 3] });
});

test('set back by less than a beat: a later event does not come without the earlier ones', async () => {
  const { stream, look } = station();
  await look();
  const order = await stored('o1', 3);
  await published(stream, [order], 2);
  await redis.del(name, `{${name}}:seq:o1`);
  expect(await publishRuns(stream, [runFrom(order, 'o1', 2)])).toEqual([3]);
  expect(await seqsIn(name)).toEqual({ o1: [1, 2, 3] });
});

test.each([
  ['of another epoch', { epoch: 'another' }],
  ['far behind', { beat: 1 }],
])('a Redis that is %s takes nothing until it was looked at', async (_what, life) => {
  const { stream, look } = station();
  for (const _beat of upTo(3)) await look();
  const documents = await many(2);
  await published(stream, documents, 2);
  await redis.hset(`{${name}}:life`, life);
  await expect(publishRuns(stream, tails(documents))).rejects.toEqual(new Unavailable('redis'));
  await look();
  expect(await publishRuns(stream, tails(documents))).toEqual([3, 3]);
  expect(await seqsIn(name)).toEqual(allOf(2));
});
