import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { DeadLetter, DeadLetters, EventStream, StreamEvent } from '../../src/ports/streams';
import { type Consumer, type ConsumerOptions, createConsumer } from '../../src/streams/consume/consumer';
import { createDeadLetters } from '../../src/streams/dead-letters/dead-letters';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { connectedRedis, effects, eventually, logger, type OwnRedis, runOf, upTo } from './streams-support';

let server: OwnRedis;
let redis: Redis;
let stream: string;
let publish: EventStream['publish'];
let letters: DeadLetters;
let running: Consumer[];
/** The orders that the handler cannot handle yet. */
let broken: Set<string>;
let seen: ReturnType<typeof effects>;

beforeAll(async () => {
  ({ server, redis } = await connectedRedis());
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});
beforeEach(() => {
  stream = `events-${randomUUID()}`;
  publish = createEventStream({ redis, stream, source: '/order-service' }).publish;
  letters = createDeadLetters({ redis, partitions: 1 });
  running = [];
  broken = new Set(['o1']);
  seen = effects();
});
afterEach(() => Promise.all(running.map(({ stop }) => stop())));

const handle = async (event: StreamEvent): Promise<void> => {
  if (broken.has(event.subject)) throw new Error('not repaired');
  seen.apply(event);
};
const consume = async (options: Partial<ConsumerOptions<StreamEvent>> = {}): Promise<Consumer> => {
  const fixed = { redisUrl: server.url, stream, group: 'g', logger, triesMax: 2, backoffMs: 1 };
  const one = createConsumer({ ...fixed, pace: { leaseMs: 200 }, handler: handle, ...options });
  running.push(one);
  await one.start();
  return one;
};
/** A client that adds a letter of another group before each script. */
const buryingBeforeEachScript = (): Redis =>
  new Proxy(redis, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as unknown;
      if (name !== 'evalsha') return typeof member === 'function' ? member.bind(target) : member;
      return async (...args: Parameters<Redis['evalsha']>) => {
        await redis.xadd(`${stream}:dead-letter`, '*', 'subject', 'o1', 'group', 'analytics', 'entryId', '1-1');
        return target.evalsha(...args);
      };
    },
  });
const all = async (): Promise<DeadLetter[]> => {
  const found: DeadLetter[] = [];
  for await (const letter of letters.list(stream)) found.push(letter);
  return found;
};
const inDeadLetter = (count: number) => eventually(async () => expect(await all()).toHaveLength(count));
const ofO1 = () => ({ stream, group: 'g', orderId: 'o1' });
const atRest = { undelivered: 0, pending: 0, parked: 0 };

test('letters are listed, and each says what failed, where and why', async () => {
  await publish([runOf('o1', 1, 2), runOf('o2', 1)]);
  await consume();
  await inDeadLetter(2);
  const [first, second] = await all();
  expect(first).toMatchObject({
    stream,
    group: 'g',
    orderId: 'o1',
    reason: 'Error: not repaired',
    deliveries: 2,
    event: { id: 'o1-event-1', type: 'order.changed', seq: '1', data: '{"orderId":"o1","step":1}' },
  });
  expect(second).toMatchObject({ orderId: 'o1', reason: 'order-parked', event: { seq: '2' } });
  expect(await letters.find(stream, first?.id ?? '')).toEqual(first);
  expect(await letters.find(stream, '1-1')).toBeNull();
  await expect(letters.find(stream, 'x')).rejects.toMatchObject({ code: 'invalid-letter-id' });
});

test('retried after the handler is repaired: each effect once, in order, with what came meanwhile behind', async () => {
  await publish([runOf('o1', 1, 2)]);
  const { lag } = await consume();
  await inDeadLetter(2);
  await publish([runOf('o1', 3)]);
  await inDeadLetter(3);
  broken.clear();
  const publishing = publish([runOf('o1', 4, 8), runOf('o2', 1)]);
  expect(await letters.resolve('retry', ofO1())).toBeGreaterThanOrEqual(3);
  await publishing;
  await eventually(() => expect([seen.of('o1'), seen.of('o2')]).toEqual([upTo(8), [1]]));
  await eventually(async () => expect(await lag()).toMatchObject(atRest));
  expect(await all()).toEqual([]);
});

test('retried twice, and by two at once, is retried once', async () => {
  await publish([runOf('o1', 1, 5)]);
  await consume();
  await inDeadLetter(5);
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
  broken.clear();
  const counts = await Promise.all([letters.resolve('retry', ofO1()), letters.resolve('retry', ofO1())]);
  expect(counts.toSorted((a, b) => a - b)).toEqual([0, 5]);
  expect(await letters.resolve('retry', ofO1())).toBe(0);
  const handled: number[] = [];
  const { lag } = await consume({ handler: async ({ seq }) => void handled.push(seq) });
  await eventually(async () => expect(await lag()).toMatchObject(atRest));
  expect(handled).toEqual(upTo(5));
});

test('what fails again comes back, and its order is held back as before', async () => {
  await publish([runOf('o1', 1, 3)]);
  const { lag } = await consume();
  await inDeadLetter(3);
  expect(await letters.resolve('retry', { stream, group: 'g' })).toBe(3);
  await inDeadLetter(3);
  await eventually(async () => expect(await lag()).toMatchObject({ ...atRest, parked: 1 }));
  expect((await all()).map(({ event }) => event.seq)).toEqual(['1', '2', '3']);
});

test('one letter is dropped, and the rest is retried; when all are dropped the order goes on', async () => {
  await publish([runOf('o1', 1, 3)]);
  const { lag } = await consume();
  await inDeadLetter(3);
  const [first] = await all();
  expect(await letters.resolve('drop', { stream, group: 'g', id: first?.id ?? '' })).toBe(1);
  expect(await redis.smembers(`{${stream}}:parked:g`)).toEqual(['o1']);
  broken.clear();
  expect(await letters.resolve('retry', ofO1())).toBe(2);
  await eventually(() => expect(seen.of('o1')).toEqual([2, 3]));

  broken.add('o1');
  await publish([runOf('o1', 4, 5)]);
  await inDeadLetter(2);
  broken.clear();
  expect(await letters.resolve('drop', ofO1())).toBe(2);
  await publish([runOf('o1', 6)]);
  await eventually(() => expect(seen.of('o1')).toEqual([2, 3, 6]));
  await eventually(async () => expect(await lag()).toMatchObject(atRest));
});

test('another group and another order are left alone', async () => {
  broken.add('o2');
  await publish([runOf('o1', 1), runOf('o2', 1)]);
  await consume();
  await consume({ group: 'other' });
  await inDeadLetter(4);
  expect(await letters.resolve('drop', ofO1())).toBe(1);
  expect((await all()).map(({ group, orderId }) => `${group} ${orderId}`).sort()).toEqual([
    'g o2',
    'other o1',
    'other o2',
  ]);
  await expect(letters.resolve('retry', { stream, group: 'g', orderId: 'o3' })).resolves.toBe(0);
});

test('the letters that other groups get meanwhile do not delay a retry', async () => {
  await publish([runOf('o1', 1)]);
  await consume();
  await inDeadLetter(1);
  broken.clear();
  // Between the look and the retry, which are two commands of ours, another group gives up an event.
  const through = createDeadLetters({ redis: buryingBeforeEachScript(), partitions: 1 });
  expect(await through.resolve('retry', ofO1())).toBe(1);
  await eventually(() => expect(seen.of('o1')).toEqual([1]));
});

test('what could not be read is retried and dropped by its id', async () => {
  await publish([runOf('o2', 1)]);
  await redis.xadd(stream, '*', 'what', 'ever');
  await consume();
  await inDeadLetter(1);
  const [first] = await all();
  expect(await letters.resolve('retry', { stream, group: 'g', id: first?.id ?? '' })).toBe(1);
  const again = await eventually(async () => {
    const [found] = await all();
    expect([undefined, first?.id]).not.toContain(found?.id);
    return found;
  });
  expect(again).toMatchObject({ reason: 'undecodable: specversion is missing or malformed', event: { what: 'ever' } });
  expect(await letters.resolve('drop', { stream, group: 'g', id: again?.id ?? '' })).toBe(1);
  expect(await all()).toEqual([]);
});

test('what was trimmed away cannot be retried, and nothing is half done', async () => {
  await publish([runOf('o1', 1, 3)]);
  await consume();
  await inDeadLetter(3);
  const before = await all();
  await redis.xdel(stream, before[1]?.entryId ?? '');
  await expect(letters.resolve('retry', ofO1())).rejects.toMatchObject({ code: 'entry-trimmed' });
  expect(await all()).toEqual(before);
  expect(await redis.smembers(`{${stream}}:parked:g`)).toEqual(['o1']);
  await redis.del(stream);
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});

test('with several partitions an id says which one', async () => {
  const spread = createDeadLetters({ redis, partitions: 4 });
  const orders = upTo(12).map((n) => `o${n}`);
  broken = new Set(orders);
  await createEventStream({ redis, stream, source: '/order-service', partitions: 4 }).publish(
    orders.map((order) => runOf(order, 1)),
  );
  await consume({ partitions: 4 });
  const found = async () => {
    const list: DeadLetter[] = [];
    for await (const letter of spread.list(stream)) list.push(letter);
    return list;
  };
  const listed = await eventually(async () => {
    const list = await found();
    expect(list.map(({ orderId = '' }) => orderId).sort()).toEqual([...orders].sort());
    return list;
  });
  expect(new Set(listed.map(({ id }) => id.split(':')[0])).size).toBe(4);
  const rest: DeadLetter[] = [];
  for await (const letter of spread.list(stream, listed[5]?.id ?? '')) rest.push(letter);
  expect(rest).toEqual(listed.slice(6));
  broken.clear();
  expect(await spread.resolve('retry', { stream, group: 'g', id: listed[7]?.id ?? '' })).toBe(1);
  expect(await spread.resolve('retry', { stream, group: 'g' })).toBe(11);
  await eventually(() => expect(orders.map((order) => seen.of(order))).toEqual(orders.map(() => [1])));
});

test('orders that fail, are retried and go on all the time are handled in order, without a gap', async () => {
  const orders = upTo(6).map((n) => `o${n}`);
  broken = new Set();
  let failures = 0;
  const handler = async (event: StreamEvent): Promise<void> => {
    // A quarter of all first looks end in the dead letter: by its number, so that a repeat ends there, too.
    if (failures < 60 && (event.seq * 7 + Number(event.subject.slice(1))) % 4 === 0) {
      failures += 1;
      throw new Error('not now');
    }
    seen.apply(event);
  };
  const members = [await consume({ handler, triesMax: 1 }), await consume({ handler, triesMax: 1 })];
  let retried = 0;
  for (const seq of upTo(40)) {
    await publish(orders.map((order) => runOf(order, seq)));
    if (seq % 4 === 0) retried += await letters.resolve('retry', { stream, group: 'g' });
  }
  await eventually(async () => {
    retried += await letters.resolve('retry', { stream, group: 'g' });
    expect(orders.map((order) => seen.of(order))).toEqual(orders.map(() => upTo(40)));
    expect(await members[0]?.lag()).toMatchObject(atRest);
  });
  expect([failures, retried > 60]).toEqual([60, true]);
});
