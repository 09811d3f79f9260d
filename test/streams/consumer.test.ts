import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import {
  type Consumer,
  consumer,
  type Effect,
  exactlyOnce,
  type InboxDocument,
  type OrderStreamEvent,
  Outage,
  type StreamEvent,
} from '../../src/consumer';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { childOf, connectedRedis, eventually, logger, type OwnRedis, runOf, upTo } from './streams-support';

jest.setTimeout(60_000);

const stream = 'order-events';
const uri = process.env.TEST_MONGODB_URI ?? '';
let server: OwnRedis;
let redis: Redis;
let client: mongo.MongoClient;
let database: mongo.Db;
let inbox: mongo.Collection<InboxDocument>;
let effects: mongo.Collection<{ subject: string; seq: number; by: string }>;
let running: (() => unknown)[];

beforeAll(async () => {
  ({ server, redis } = await connectedRedis());
  client = await new mongo.MongoClient(uri, { runtimeAdapters: { os } }).connect();
});

afterAll(async () => {
  redis.disconnect();
  await client.close();
  await server.remove();
});

beforeEach(async () => {
  await redis.flushall();
  database = client.db(`consumer-${randomUUID()}`);
  inbox = database.collection('inbox');
  effects = database.collection('effects');
  // A transaction that creates a collection locks more than it needs.
  await Promise.all([database.createCollection('inbox'), database.createCollection('effects')]);
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((stop) => stop()));
  await database.dropDatabase();
});

const publish = (...orders: [orderId: string, from: number, to?: number][]): Promise<number[]> =>
  createEventStream({ redis, stream, source: '/order-service' }).publish(orders.map((order) => runOf(...order)));

const write: Effect<StreamEvent> = async ({ subject, seq }, session) => {
  await effects.insertOne({ subject, seq, by: 'us' }, { session });
};
const onceWith = (effect: Effect<StreamEvent>) => exactlyOnce({ client, inbox, group: 'g' }, effect);

/** By order, as they came: ids that two processes made within a second do not tell which came first. */
const effected = async (): Promise<string[]> =>
  (await effects.find({}, { sort: { $natural: 1 } }).toArray())
    .toSorted((one, other) => one.subject.localeCompare(other.subject))
    .map(({ subject, seq }) => `${subject} ${seq}`);

const anEvent = (seq: number, change: Partial<StreamEvent> = {}): OrderStreamEvent =>
  ({
    id: `e${seq}`,
    source: '/order-service',
    type: 'order.shipped',
    subject: 'o1',
    time: new Date(),
    seq,
    data: {},
    ...change,
  }) as OrderStreamEvent;
const turn = (fence: number) => ({ fence, deliveries: 1 });

const member = async (handler: Parameters<typeof consumer<'order-events'>>[0]['handler']): Promise<Consumer> => {
  const own = consumer({
    redisUrl: server.url,
    stream,
    group: 'g',
    handler,
    logger,
    pace: { leaseMs: 500 },
    backoffMs: 1,
    triesMax: 4,
  });
  running.push(own.stop);
  await own.start();
  return own;
};
const atRest = { undelivered: 0, pending: 0, parked: 0, oldestMs: 0 };

test('an event that comes again has no effect again', async () => {
  const once = onceWith(write);
  for (const seq of [1, 2, 2, 1, 3, 3]) await once(anEvent(seq), turn(1));
  await Promise.all(upTo(5).map(() => once(anEvent(4), turn(1))));
  expect(await effected()).toEqual(['o1 1', 'o1 2', 'o1 3', 'o1 4']);
});

test('an effect that fails half-way leaves nothing, and comes again', async () => {
  let failures = 2;
  const own = await member(
    onceWith(async (event, session, context) => {
      await write(event, session, context);
      failures -= 1;
      if (failures >= 0) throw new Error('half-way');
    }),
  );
  await publish(['o1', 1, 3]);
  await eventually(async () => expect(await own.lag()).toEqual(atRest));
  expect(await effected()).toEqual(['o1 1', 'o1 2', 'o1 3']);
  expect(failures).toBe(-3);
});

test('an event that skips one of its order is parked with what follows; other orders flow', async () => {
  const own = await member(onceWith(write));
  await publish(['o1', 1], ['o2', 1]);
  await eventually(async () => expect(await effected()).toHaveLength(2));
  await redis.set('{order-events}:seq:o1', 2);
  await publish(['o1', 3, 4], ['o2', 2]);
  await eventually(async () => expect(await own.lag()).toEqual({ ...atRest, parked: 1 }));
  expect(await effected()).toEqual(['o1 1', 'o2 1', 'o2 2']);
  const letters = await redis.xrange(`${stream}:dead-letter`, '-', '+');
  expect(letters.map(([, fields]) => fields[fields.indexOf('reason') + 1])).toEqual([
    'event-gap: Event 3 came after event 1',
    'order-parked',
  ]);
});

test('another event under a number that was seen is refused', async () => {
  const once = onceWith(write);
  await once(anEvent(1), turn(1));
  await expect(once(anEvent(1, { id: 'other' }), turn(1))).rejects.toMatchObject({ code: 'event-conflict' });
  expect(await effected()).toEqual(['o1 1']);
});

test('a consumer that lost the lease can no longer write', async () => {
  const once = onceWith(write);
  await once(anEvent(1), turn(2));
  await expect(once(anEvent(2), turn(1))).rejects.toThrow('lease is unavailable');
  await once(anEvent(2), turn(3));
  expect(await effected()).toEqual(['o1 1', 'o1 2']);
});

test('payments are counted one by one, also those of one order', async () => {
  const once = exactlyOnce({ client, inbox, group: 'g' }, write);
  const source = '/payment-service';
  for (const paymentId of ['p1', 'p2', 'p1']) await once(anEvent(1, { source, data: { paymentId } }), turn(1));
  expect(await effected()).toEqual(['o1 1', 'o1 1']);
});

test('two processes in a group, one frozen past its lease and thawed: its write is rejected, the order is kept', async () => {
  const child = childOf('consumer-child.ts', server.url, uri, database.databaseName);
  running.push(() => child.kill('SIGKILL'));
  await publish(['o1', 1, 2]);
  await eventually(async () => expect(await redis.lrange('reached', 0, -1)).toEqual(['1', '2']));
  child.kill('SIGSTOP');

  const own = await member(onceWith(write));
  await publish(['o1', 3]);
  await eventually(async () => expect(await effected()).toEqual(['o1 1', 'o1 2', 'o1 3']));
  await redis.set('go', '1');
  child.kill('SIGCONT');

  await eventually(async () => expect(await redis.lrange('rejected', 0, -1)).toContain('lease is unavailable'));
  await publish(['o1', 4]);
  await eventually(async () => expect(await own.lag()).toEqual(atRest));
  expect(await effected()).toEqual(['o1 1', 'o1 2', 'o1 3', 'o1 4']);
  expect(await effects.countDocuments({ by: 'frozen' })).toBe(1);
});

test('an outage of what a handler needs is waited out, and not counted', async () => {
  let isDown = true;
  const seen: number[] = [];
  const own = await member(async ({ seq }, { deliveries }) => {
    if (isDown && seen.length < 5) {
      seen.push(deliveries);
      throw new Outage('mailer');
    }
    isDown = false;
    seen.push(seq);
  });
  await publish(['o1', 1]);
  await eventually(async () => expect(await own.lag()).toEqual(atRest));
  expect(seen).toEqual([...Array.from({ length: 5 }, () => 1), 1]);
});

test('without exactlyOnce an event is handled at least once: again when the process died before it was acknowledged', async () => {
  const child = childOf('streams-child.ts', server.url, stream, 'event-handled');
  running.push(() => child.kill('SIGKILL'));
  await publish(['o1', 1]);
  await eventually(async () => expect(await redis.lrange('handled', 0, -1)).toHaveLength(1));
  const seen: number[] = [];
  await member(async ({ seq }) => void seen.push(seq));
  await eventually(() => expect(seen).toEqual([1]));
});
