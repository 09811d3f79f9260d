import type { ChildProcess } from 'node:child_process';
import type { Redis } from 'ioredis';
import type { StreamHandler } from '../../src/ports/streams';
import { type Consumer, createConsumer } from '../../src/streams/consume/consumer';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { childOf, connectedRedis, effects, eventually, logger, type OwnRedis, runOf, upTo } from './streams-support';

jest.setTimeout(30_000);

const stream = 'order-events';
const atRest = { undelivered: 0, pending: 0, parked: 0, oldestMs: 0 };
let server: OwnRedis;
let redis: Redis;
let running: (() => unknown)[];

beforeAll(async () => {
  ({ server, redis } = await connectedRedis());
});

afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

beforeEach(async () => {
  await redis.flushall();
  running = [];
});

afterEach(() => Promise.all(running.map((stop) => stop())));

const publish = (...orders: [orderId: string, from: number, to?: number][]): Promise<number[]> =>
  createEventStream({ redis, stream, source: '/order-service' }).publish(orders.map((order) => runOf(...order)));

const member = async (handler: StreamHandler): Promise<Consumer> => {
  const own = createConsumer({ redisUrl: server.url, stream, group: 'g', logger, handler, pace: { leaseMs: 1_500 } });
  running.push(own.stop);
  await own.start();
  return own;
};

/** A member in a process of its own, see `streams-child.ts`. */
const memberProcess = (fault = ''): ChildProcess => {
  const child = childOf('streams-child.ts', server.url, stream, fault);
  running.push(() => child.kill('SIGKILL'));
  return child;
};

const died = (child: ChildProcess): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));

const handled = async (): Promise<string[]> => redis.lrange('handled', 0, -1);

test('of two members one reads; when it stops the other goes on where it was', async () => {
  const [first, second] = [effects(), effects()];
  const one = await member(async (event) => first.apply(event));
  await publish(['o1', 1]);
  await eventually(() => expect(first.of('o1')).toEqual([1]));
  const other = await member(async (event) => second.apply(event));
  await publish(['o1', 2, 20]);
  await eventually(() => expect(first.of('o1')).toEqual(upTo(20)));
  expect(second.of('o1')).toEqual([]);

  await one.stop();
  await publish(['o1', 21, 25]);
  await eventually(() => expect(second.of('o1')).toEqual([21, 22, 23, 24, 25]));
  await eventually(async () => expect(await other.lag()).toEqual(atRest));
});

test('killed between handling and acknowledging: the event comes again, to the next member, before what follows', async () => {
  const child = memberProcess('event-handled:2');
  const killed = died(child);
  await publish(['o1', 1, 3]);
  expect(await killed).toBe('SIGKILL');
  expect(await handled()).toEqual([`${child.pid} o1 1`, `${child.pid} o1 2`]);

  const seen: number[] = [];
  const { lag } = await member(async ({ seq }) => void seen.push(seq));
  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect(seen).toEqual([1, 2, 3].slice(-seen.length));
  expect(seen.length).toBeGreaterThanOrEqual(2);
});

test('killed after acknowledging: the event does not come again', async () => {
  const child = memberProcess('event-acknowledged');
  const killed = died(child);
  await publish(['o1', 1]);
  expect(await killed).toBe('SIGKILL');

  const seen: number[] = [];
  await member(async ({ seq }) => void seen.push(seq));
  await publish(['o1', 2]);
  await eventually(() => expect(seen).toEqual([2]));
});

test('frozen past its lease and thawed: it reads nothing more, and the order is kept', async () => {
  const child = memberProcess();
  await publish(['o1', 1], ['o2', 1]);
  await eventually(async () => expect(await handled()).toHaveLength(2));
  await eventually(async () => expect((await redis.xpending(stream, 'g'))[0]).toBe(0));
  child.kill('SIGSTOP');
  await publish(['o1', 2], ['o2', 2]);

  const seen = effects();
  const { lag } = await member(async (event) => seen.apply(event));
  await publish(['o1', 3], ['o2', 3]);
  await eventually(() =>
    expect([seen.of('o1'), seen.of('o2')]).toEqual([
      [2, 3],
      [2, 3],
    ]),
  );

  child.kill('SIGCONT');
  for (const seq of [4, 5, 6]) await publish(['o1', seq], ['o2', seq]);
  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect([seen.of('o1'), seen.of('o2')]).toEqual([
    [2, 3, 4, 5, 6],
    [2, 3, 4, 5, 6],
  ]);
  expect((await handled()).sort()).toEqual([`${child.pid} o1 1`, `${child.pid} o2 1`]);
});

test('two orders, two members that come and go: each order in sequence, nothing left out', async () => {
  const seen = effects();
  let handledCount = 0;
  const handler: StreamHandler = async (event) => {
    await new Promise(setImmediate);
    seen.apply(event);
    handledCount += 1;
  };
  let latest = await member(handler);
  for (const round of upTo(8)) {
    const before = handledCount;
    for (const seq of upTo(30)) await publish(['o1', (round - 1) * 30 + seq], ['o2', (round - 1) * 30 + seq]);
    await eventually(() => expect(handledCount).toBeGreaterThan(before));
    const next = await member(handler);
    await latest.stop();
    latest = next;
  }
  await eventually(async () => expect(await latest.lag()).toEqual(atRest));
  expect([seen.of('o1'), seen.of('o2')]).toEqual([upTo(240), upTo(240)]);
});
