import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LogEntry } from '../../src/domain/actor-document';
import { type Logs, replay } from '../../src/outbox/replay';
import type { DeadLetter, StreamEvent } from '../../src/ports/streams';
import { type Consumer, createConsumer } from '../../src/streams/consume/consumer';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';
import { logger } from './streams-support';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;
let orderIds: string[];
/** Between the lives of the first orders and those of the others. */
let halfTime: Date;
const consumers: Consumer[] = [];

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
  orderIds = await Promise.all([0, 1, 2].map(placed));
  await live(orderIds[0] ?? '');
  await cancel(orderIds[1] ?? '');
  halfTime = new Date(Math.max(...(await logs()).map(({ time }) => time.getTime())) + 1);
  await eventually(() => expect(Date.now()).toBeGreaterThan(halfTime.getTime()));
  orderIds.push(...(await Promise.all([3, 4].map(placed))));
  await live(orderIds[3] ?? '');
  await cancel(orderIds[2] ?? '');
  await assertInvariants(world);
});
afterEach(() => Promise.all(consumers.splice(0).map(({ stop }) => stop())));
afterAll(() => world.end());

const placed = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;
const become = (orderId: string, status: string) =>
  eventually(async () => expect((await asAdmin('PATCH', `/orders/${orderId}`, { body: { status } })).status).toBe(200));
const published = (orderId: string, type: string) =>
  eventually(async () => expect(await world.orders.countDocuments({ _id: orderId, 'log.type': type })).toBe(1));
const cancel = async (orderId: string): Promise<void> => {
  await become(orderId, 'cancelled');
  await published(orderId, 'order.stock_released');
};
const live = async (orderId: string): Promise<void> => {
  await asAda('POST', '/payments', { body: aPayment(orderId) });
  await published(orderId, 'order.stock_confirmed');
  for (const status of ['shipped', 'delivered', 'returned']) await become(orderId, status);
  await eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe('refunded'));
};
const logs = async (): Promise<LogEntry[]> => (await world.orders.find().toArray()).flatMap(({ log }) => log);

interface Ended {
  code: number;
  lines: string[];
}

/** Runs `npm run events` in this world, to its end. */
const tool = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const script = join(__dirname, '..', '..', 'dist', 'cli', 'oms.js');
    const env = { PATH: process.env.PATH, ...world.env };
    const child = execFile(process.execPath, [script, 'events', ...args], { env }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, lines: `${err}${out}`.trim().split('\n') }),
    );
  });

const consume = async (stream: string, group: string, handler: (event: StreamEvent) => void): Promise<Consumer> => {
  const fixed = { redisUrl: world.redisServer.url, logger, triesMax: 1, pace: { leaseMs: 200 } };
  const one = createConsumer({ ...fixed, stream, group, handler: async (event) => handler(event) });
  consumers.push(one);
  await one.start();
  return one;
};

/** What a service of somebody else makes of a stream: the state of each order, and how it came to it. */
const stateAfter = async (stream: string, group: string = randomUUID()): Promise<Record<string, string[]>> => {
  const state: Record<string, string[]> = {};
  const { lag } = await consume(stream, group, ({ id, source, subject, seq, type, data }) => {
    const known = state[subject] ?? [];
    state[subject] = [...known, JSON.stringify([id, source, seq, type, data])];
  });
  await eventually(async () => expect(await lag()).toMatchObject({ undelivered: 0, pending: 0, parked: 0 }));
  return state;
};

/** The part of a state that came about by some of the entries. */
const only = (state: Record<string, string[]>, entries: LogEntry[]): Record<string, string[]> => {
  const wanted = new Set(entries.map(({ id }) => id));
  const parts = Object.entries(state).map(([orderId, seen]): [string, string[]] => [
    orderId,
    seen.filter((one) => wanted.has((JSON.parse(one) as [string])[0])),
  ]);
  return Object.fromEntries(parts.filter(([, seen]) => seen.length > 0));
};

test('all events, replayed into a fresh stream, make of a fresh consumer what the live ones made', async () => {
  const { code, lines } = await tool('replay', '--to', 'all/analytics');
  expect([code, lines.at(-1)]).toEqual([0, `${(await logs()).length} events of 5 logs are in all`]);
  expect(lines).toContain(`100 %, 5 of 5 logs, ${(await logs()).length} events`);
  expect(await stateAfter('all', 'analytics')).toEqual(await stateAfter('order-events'));
  expect(await entriesOf(world.redis, 'all')).toHaveLength((await logs()).length);
});

test('so do those of payments', async () => {
  expect((await tool('replay', '--from', 'payment-events', '--to', 'payments')).code).toBe(0);
  expect(await stateAfter('payments')).toEqual(await stateAfter('payment-events'));
});

test('one order, a time range, and each order from a seq on', async () => {
  const whole = await stateAfter('order-events');
  const [orderId = ''] = orderIds;
  await tool('replay', '--order', orderId, '--to', 'one');
  expect(await stateAfter('one')).toEqual({ [orderId]: whole[orderId] });

  const at = halfTime.toISOString();
  await tool('replay', '--from-time', at, '--to', 'late');
  const late = (await logs()).filter(({ time }) => time >= halfTime);
  expect(await stateAfter('late')).toEqual(only(whole, late));
  await tool('replay', '--to-time', at, '--to', 'early');
  const early = (await logs()).filter(({ time }) => time < halfTime);
  expect(await stateAfter('early')).toEqual(only(whole, early));
  expect([late.length, early.length]).toEqual([10, 11]);

  await tool('replay', '--from-seq', '3', '--to', 'behind');
  expect(await stateAfter('behind')).toEqual(
    only(
      whole,
      (await logs()).filter(({ seq }) => seq >= 3),
    ),
  );
});

test('a repeated replay adds nothing, and no other writer can use the same stream', async () => {
  const again = async (...args: string[]) => {
    const { code, lines } = await tool('replay', ...args, '--to', 'twice');
    return [code, lines.at(-1)];
  };
  const holds = (what: string) => [1, `twice holds ${what}: choose a stream that does not exist`];
  await again();
  const entries = await world.redis.xrange('twice', '-', '+');
  expect(await again()).toEqual([0, `${entries.length} events of 5 logs are in twice`]);
  expect(await world.redis.xrange('twice', '-', '+')).toEqual(entries);
  expect(await again('--from-seq', '2')).toEqual(holds('another replay'));
  // Deleted by hand it is fresh again.
  await world.redis.del('twice');
  expect((await again('--from-seq', '2'))[0]).toBe(0);
  expect(await entriesOf(world.redis, 'twice')).toHaveLength(entries.length - 5);
  await world.redis.del('twice', '{twice}:replay');
  await world.redis.xadd('twice', '*', 'what', 'ever');
  expect(await again()).toEqual(holds('other events'));
});

test('what broke off goes on where it was', async () => {
  const all = (await world.orders.find().toArray()).map(({ _id, log }) => ({ _id, log }));
  const logsOf = (broken: boolean): Logs => ({
    count: async () => all.length,
    read: async function* () {
      yield all.slice(0, 2);
      if (broken) throw new Error('broken off');
      yield all.slice(2);
    },
  });
  const stream = createEventStream({ redis: world.redis, stream: 'broken', source: '/order-service' });
  const attempt = (broken: boolean) => replay({ logs: logsOf(broken), stream, selection: {}, progressed: () => {} });
  await expect(attempt(true)).rejects.toThrow('broken off');
  expect(await attempt(false)).toEqual({ logs: 5, events: (await logs()).length });
  expect(await stateAfter('broken')).toEqual(await stateAfter('order-events'));
});

test.each([
  [['replay', '--to', 'order-events'], 'The service owns order-events: choose another stream.'],
  [['replay', '--to', 'x', '--from-time', 'today'], 'It must be a time such as 2026-01-31T10:00:00Z.'],
  [
    ['dead-letters', 'retry', 'order-events', '--group', 'g'],
    'error: name an id, or --group with either --order or --all',
  ],
])('%j is refused, and what can be done is shown', async (args, message) => {
  const { code, lines } = await tool(...args);
  expect([code, lines[0]]).toEqual([2, expect.stringContaining(message)]);
  expect(lines).toContainEqual(expect.stringMatching(/^Usage: oms events /));
});

const basicOf = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');
const operators = async (method: string, path: string, headers: Record<string, string> = {}, of = service) => {
  const authorization = `Basic ${basicOf(world.keys.ops.user, world.keys.ops.password)}`;
  const answer = await fetch(`${of.ops}/admin/dead-letters${path}`, {
    method,
    headers: { authorization, ...headers },
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
};

/** A consumer that cannot handle one order until it is repaired. */
const brokenFor = async (group: string, orderId: string) => {
  let isRepaired = false;
  const seqs: number[] = [];
  await consume('order-events', group, ({ subject, seq }) => {
    if (subject !== orderId) return;
    if (!isRepaired) throw new Error('not repaired');
    seqs.push(seq);
  });
  await eventually(async () => expect(await world.redis.scard(`{order-events}:parked:${group}`)).toBe(1));
  const letters = async () => (await operators('GET', `?group=${group}&limit=1000`)).body.data as DeadLetter[];
  await eventually(async () => expect((await letters()).map(({ event }) => event.seq)).toEqual(['1', '2', '3']));
  return {
    seqs,
    letters: await letters(),
    repair: () => {
      isRepaired = true;
    },
  };
};

test('dead letters from the command line: listed, shown, retried once, dropped', async () => {
  const orderId = orderIds[1] ?? '';
  const { seqs, letters, repair } = await brokenFor('notification', orderId);
  const [first, second] = letters;
  const listed = await tool('dead-letters', 'list', '--group', 'notification');
  expect([listed.code, listed.lines]).toEqual([
    0,
    letters.map(({ id, failedAt, event, reason }) =>
      ['order-events', id, 'notification', failedAt, orderId, `${event.type} ${event.seq}`, reason].join('  '),
    ),
  ]);
  expect(JSON.parse((await tool('dead-letters', 'show', 'order-events', first?.id ?? '')).lines.join(''))).toEqual(
    first,
  );
  repair();
  const retry = async (...which: string[]) => {
    const { code, lines } = await tool('dead-letters', 'retry', 'order-events', ...which);
    return [code, lines[0]];
  };
  expect(await retry(second?.id ?? '')).toEqual([0, '3 letters retried']);
  expect(await retry(second?.id ?? '')).toEqual([1, `order-events has no dead letter ${second?.id}`]);
  expect(await retry('--group', 'notification', '--order', orderId)).toEqual([0, '0 letters retried']);
  await eventually(() => expect(seqs).toEqual([1, 2, 3]));
  expect((await tool('dead-letters', 'list', 'order-events', '--group', 'notification')).lines).toEqual([
    'No dead letters',
  ]);
});

test('dead letters on the ops listener: listed by page, shown, dropped, retried once', async () => {
  const orderId = orderIds[2] ?? '';
  const { seqs, letters, repair } = await brokenFor('fulfillment', orderId);
  const [first, second, third] = letters;
  const page = await operators('GET', `?group=fulfillment&order=${orderId}&limit=1`);
  expect(page.body).toEqual({ data: [first], nextCursor: `order-events/${first?.id}` });
  const next = await operators('GET', `?group=fulfillment&limit=2&cursor=${page.body.nextCursor}`);
  expect(next.body).toEqual({ data: [second, third] });
  expect((await operators('GET', `/order-events/${first?.id}`)).body).toEqual(first);

  const post = (path: string) => operators('POST', `/order-events/${path}`);
  expect(await post(`${first?.id}/drop`)).toEqual({ status: 200, body: { settled: 1 } });
  expect((await post(`${first?.id}/drop`)).body).toMatchObject({ status: 404, code: 'dead-letter-not-found' });
  repair();
  expect((await post(`retry?group=fulfillment&order=${orderId}`)).body).toEqual({ settled: 2 });
  expect((await post('retry?group=fulfillment&all=true')).body).toEqual({ settled: 0 });
  await eventually(() => expect(seqs).toEqual([2, 3]));
});

test.each([
  ['GET', '?limit=0', 400, 'invalid-request'],
  ['GET', '?stream=x:y', 400, 'invalid-request'],
  ['GET', '?what=ever', 400, 'invalid-request'],
  ['GET', '?cursor=nowhere/1-1', 400, 'invalid-request'],
  ['GET', '/order-events/x', 400, 'invalid-letter-id'],
  ['GET', '/order-events/1-1', 404, 'dead-letter-not-found'],
  ['POST', '/order-events/1-1/retry', 404, 'dead-letter-not-found'],
  ['POST', '/order-events/retry', 400, 'invalid-request'],
  ['POST', '/order-events/retry?group=g', 400, 'invalid-request'],
  ['POST', '/order-events/drop?group=g&all=true&order=x', 400, 'invalid-request'],
])('%s %s is refused with %i %s', async (method, path, status, code) => {
  expect(await operators(method, path)).toMatchObject({ status, body: { status, code, type: `/problems/${code}` } });
});

test('another site cannot make a browser drop them, and a method that is missing is no success', async () => {
  const from = { 'sec-fetch-site': 'cross-site' };
  expect(await operators('POST', '/order-events/drop?group=g&all=true', from)).toMatchObject({
    status: 403,
    body: { code: 'cross-site' },
  });
  expect((await operators('DELETE', '/order-events/1-1')).status).toBe(405);
});

test('without Redis there is an answer that says so', async () => {
  const nowhere = { REDIS_URL: 'redis://127.0.0.1:1' };
  const alone = await world.start({ ...nowhere, ROLES: 'api' });
  const { status, body } = await operators('GET', '', {}, alone);
  expect([status, body.code]).toEqual([503, 'redis-unavailable']);
  await alone.kill();
  Object.assign(world.env, nowhere);
  expect(await tool('dead-letters', 'list')).toEqual({ code: 1, lines: ['redis is unavailable'] });
});
