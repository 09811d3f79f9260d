import { randomUUID } from 'node:crypto';
import type { LogEntry } from '../../src/domain/actor-document';
import { ada, alan, anOrder, type Client, clientOf, tokenFor } from '../support/client';
import { type Follower, follow } from '../support/event-source';
import { eventually } from '../support/eventually';
import { type ServiceProcess, startWorld, type World } from '../support/world';

// Only the API, so that every new connection to Redis belongs to its trackers.
const alone = { ROLES: 'api', TRACKING_HEARTBEAT_MS: '200' };

let world: World;
let service: ServiceProcess;
let token: string;
let asAda: Client;
const followers: Follower[] = [];

beforeAll(async () => {
  world = await startWorld();
  service = await world.start(alone);
  token = await tokenFor(world.keys, ada);
  asAda = clientOf(() => service.http, token);
});
afterEach(async () => {
  for (const one of followers.splice(0)) one.leave();
  await eventually(async () => expect(await gauge('order_trackers_open')).toBe(0));
});
afterAll(() => world.end());

const track = async (orderId: string, as = token, ask: Record<string, string> = {}, of = service) => {
  const one = await follow(`${of.http}/orders/${orderId}/events`, as, ask);
  followers.push(one);
  return one;
};
const place = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;
const cancel = (orderId: string, as = asAda) => as('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
const seqsOf = ({ events }: Follower) => events.map(({ id }) => id);
const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

const gauge = async (name: string, of = service): Promise<number> => {
  const { user, password } = world.keys.ops;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const text = await (await fetch(`${of.ops}/metrics`, { headers: { authorization } })).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
const connections = async (): Promise<number> =>
  String(await world.redis.client('LIST'))
    .trim()
    .split('\n').length;

describe('order tracking', () => {
  test('serves a thousand trackers with one connection to Redis, and sends each every event', async () => {
    const orderIds = await Promise.all(Array.from({ length: 50 }, place));
    const tokens = await Promise.all(upTo(10).map(() => tokenFor(world.keys, randomUUID(), ['admin'])));
    const [connectedBefore, bytesBefore] = [await connections(), await gauge('process_resident_memory_bytes')];
    const all: Follower[] = [];
    for (const [at, orderId] of orderIds.entries()) {
      all.push(...(await Promise.all(upTo(20).map((n) => track(orderId, tokens[(at * 20 + n) % 10])))));
    }
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(await gauge('order_trackers_open')).toBe(1_000);
    await Promise.all(orderIds.map((orderId) => cancel(orderId)));
    await eventually(() => expect(all.map(seqsOf)).toEqual(all.map(() => [1, 2])));
    expect((await connections()) - connectedBefore).toBe(1);
    expect(((await gauge('process_resident_memory_bytes')) - bytesBefore) / 1e6).toBeLessThan(200);

    for (const one of all) one.leave();
    await eventually(async () => expect(await connections()).toBe(connectedBefore));
  });

  test('sends heartbeats to an idle tracker', async () => {
    const one = await track(await place());
    await eventually(() => expect(one.beats()).toBeGreaterThan(2));
    expect(seqsOf(one)).toEqual([1]);
  });

  /** Appends events of 100 kB to an order: together more than the sockets to a client buffer. */
  const appendLargeEvents = async (orderId: string, last: number): Promise<void> => {
    const [first] = (await world.orders.findOne({ _id: orderId }))?.log ?? [];
    if (!first) throw new Error('there is no order');
    const padding = 'x'.repeat(100_000);
    for (let seq = 2; seq <= last; seq += 1) {
      const entry: LogEntry = { ...first, seq, data: { ...first.data, padding } };
      // A busy MongoDB may reject the write, which has then changed nothing.
      await eventually(() =>
        world.orders.updateOne({ _id: orderId, log: { $size: seq - 1 } }, { $push: { log: entry } }),
      );
    }
    await world.orders.updateOne({ _id: orderId }, { $max: { publishedSeq: last } });
  };

  test('disconnects a client that does not read, and lets it resume', async () => {
    const orderId = await place();
    const last = 80;
    await appendLargeEvents(orderId, last);
    const slow = await track(orderId);
    slow.pause();
    await eventually(async () => expect(await gauge('order_trackers_open')).toBe(0));
    slow.resume();
    expect(await slow.ended).toBe(false);
    const seen = seqsOf(slow);
    expect(seen).toEqual(upTo(seen.length));
    expect(seen.length).toBeLessThan(last);

    const again = await track(orderId, token, { 'last-event-id': String(seen.length) });
    await eventually(() => expect([...seen, ...seqsOf(again)]).toEqual(upTo(last)));
  });

  test('limits the trackers of a caller and of a process', async () => {
    const limited = await world.start({ ...alone, TRACKERS_PER_CALLER_MAX: '2', TRACKERS_MAX: '3' });
    const orderId = await place();
    const adminToken = await tokenFor(world.keys, alan, ['admin']);
    const refused = async (as: string) => {
      const ask = { headers: { accept: 'text/event-stream' } };
      const { status, body, headers } = await clientOf(() => limited.http, as)('GET', `/orders/${orderId}/events`, ask);
      return [status, body.code, headers.get('retry-after')];
    };
    const [mine] = [await track(orderId, token, {}, limited), await track(orderId, token, {}, limited)];
    expect(await refused(token)).toEqual([429, 'too-many-trackers', '2']);
    await track(orderId, adminToken, {}, limited);
    expect(await refused(adminToken)).toEqual([503, 'tracking-unavailable', '2']);

    mine.leave();
    await eventually(async () => expect(await gauge('order_trackers_open', limited)).toBe(2));
    expect((await track(orderId, token, {}, limited)).status).toBe(200);
    await limited.stop();
  });

  test('ends the stream when its token expires', async () => {
    const orderId = await place();
    const soon = await tokenFor(world.keys, ada, ['user'], { exp: Math.floor(Date.now() / 1000) + 3 });
    const one = await track(orderId, soon);
    await eventually(() => expect(seqsOf(one)).toEqual([1]));
    expect(await one.ended).toBe(true);
    await eventually(async () => expect((await track(orderId, soon)).status).toBe(401));
  });

  test('ends every stream cleanly on SIGTERM, and another process resumes them', async () => {
    const leaving = await world.start(alone);
    const orderId = await place();
    const one = await track(orderId, token, {}, leaving);
    await eventually(() => expect(seqsOf(one)).toEqual([1]));
    leaving.signal('SIGTERM');
    expect(await one.ended).toBe(true);
    expect(await leaving.ended).toBe(0);

    await cancel(orderId);
    const next = await track(orderId, token, { 'last-event-id': '1' });
    await eventually(() => expect(seqsOf(next)).toEqual([2]));
  });
});
