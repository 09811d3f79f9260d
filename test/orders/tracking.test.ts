import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/servers/servers';
import { partitionOf } from '../../src/streams/stream-keys';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { type Follower, follow } from '../support/event-source';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

// Trackers read MongoDB without a notification only every 15 minutes here: an event that comes in time was notified.
const rare = { TRACKING_HEARTBEAT_MS: '900000' };

let world: World;
let service: ServiceProcess;
let token: string;
let adminToken: string;
let asAda: Client;
let asAdmin: Client;
const followers: Follower[] = [];
const emptyDir = mkdtempSync(join(tmpdir(), 'tracking-redis-'));

beforeAll(async () => {
  world = await startWorld({ env: rare });
  service = await world.start();
  token = await tokenFor(world.keys, ada);
  adminToken = await tokenFor(world.keys, alan, ['admin']);
  asAda = clientOf(() => service.http, token);
  asAdmin = clientOf(() => service.http, adminToken);
});
afterEach(() => {
  for (const one of followers.splice(0)) one.leave();
});
afterAll(async () => {
  await world.end();
  rmSync(emptyDir, { recursive: true, force: true });
});

const track = async (orderId: string, ask: Record<string, string> = {}, as = token): Promise<Follower> => {
  const one = await follow(`${service.http}/orders/${orderId}/events`, as, ask);
  followers.push(one);
  return one;
};
const resume = (orderId: string, after: number) => track(orderId, { 'last-event-id': String(after) });
const place = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;
const become = (orderId: string, status: string, as = asAdmin) =>
  as('PATCH', `/orders/${orderId}`, { body: { status } });
const typesOf = ({ events }: Follower) => events.map(({ event }) => event.slice('order.'.length));
const seqsOf = ({ events }: Follower) => events.map(({ id }) => id);
const sees = (one: Follower, ...types: string[]) => eventually(() => expect(typesOf(one)).toEqual(types));
const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe('order tracking', () => {
  test('sends past events and new ones, each as the history lists it', async () => {
    const orderId = await place();
    const one = await track(orderId);
    expect([one.status, one.headers['content-type']?.split(';')[0], one.headers.vary]).toEqual([
      200,
      'text/event-stream',
      'Accept',
    ]);
    await sees(one, 'created');
    await asAda('POST', '/payments', { body: aPayment(orderId) });
    await sees(one, 'created', 'confirmed', 'stock_confirmed');
    await become(orderId, 'shipped');
    await sees(one, 'created', 'confirmed', 'stock_confirmed', 'shipped');
    const { data } = (await asAda('GET', `/orders/${orderId}/events`)).body;
    expect(one.events.map((event) => event.data)).toEqual(data);
    expect(one.events.map(({ id, event }) => [id, event])).toEqual(
      data.map(({ seq, type }: { seq: number; type: string }) => [seq, type]),
    );
  });

  test('resumes after Last-Event-ID', async () => {
    const orderId = await place();
    await become(orderId, 'cancelled');
    const [first, second] = [await resume(orderId, 0), await resume(orderId, 1)];
    await sees(first, 'created', 'cancelled', 'stock_released');
    await sees(second, 'cancelled', 'stock_released');
    const third = await resume(orderId, 3);
    expect(third.events).toEqual([]);
    const late = await follow(`${service.http}/orders/${orderId}/events?fromSeq=2`, token);
    followers.push(late);
    await sees(late, 'cancelled', 'stock_released');
  });

  test.each(['-1', '1.5', 'x', '', '1234567890123456'])('rejects Last-Event-ID: %j', async (id) => {
    for (const accept of ['text/event-stream', 'application/json']) {
      const headers = { accept, 'last-event-id': id };
      const { status, body } = await asAda('GET', `/orders/${await place()}/events`, { headers });
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'invalid-request', 'header/Last-Event-ID']);
    }
  });

  test('returns a page to a client that does not prefer a stream, and only headers to HEAD', async () => {
    const orderId = await place();
    for (const accept of ['*/*', 'application/json', 'application/json, text/event-stream;q=0.9', 'text/html']) {
      const { body } = await asAda('GET', `/orders/${orderId}/events`, { headers: { accept } });
      expect(body.data).toHaveLength(1);
    }
    const head = await asAda('HEAD', `/orders/${orderId}/events`, { headers: { accept: 'text/event-stream' } });
    expect([head.status, head.headers.get('content-type')?.split(';')[0]]).toEqual([200, 'text/event-stream']);
  });

  test("rejects the tracking of another user's order and of an order that does not exist", async () => {
    const orderId = await place();
    const asAlan = clientOf(() => service.http, await tokenFor(world.keys, alan));
    for (const id of [orderId, randomUUID()]) {
      const { status, body } = await asAlan('GET', `/orders/${id}/events`, {
        headers: { accept: 'text/event-stream' },
      });
      expect([status, body.code]).toEqual([404, 'order-not-found']);
    }
    const one = await track(orderId, {}, adminToken);
    await sees(one, 'created');
  });

  /** Follows an order to its last event, and reconnects after each batch of events. */
  const followInPieces = async (orderId: string, last: string): Promise<number[]> => {
    const seqs: number[] = [];
    for (let isOver = false; !isOver; ) {
      const one = await resume(orderId, seqs.at(-1) ?? 0);
      await eventually(() => expect(one.events.length).toBeGreaterThan(0));
      one.leave();
      await one.ended;
      seqs.push(...seqsOf(one));
      isOver = typesOf(one).includes(last);
    }
    return seqs;
  };

  /** Retries while the order still waits for the outcome of an earlier payment. The own outcome may come later. */
  const pay = (orderId: string, card: string) =>
    eventually(async () =>
      expect((await asAda('POST', '/payments', { body: aPayment(orderId, card) })).status).not.toBe(409),
    );
  const becomes = (orderId: string, status: string) =>
    eventually(async () => expect((await become(orderId, status)).status).toBe(200));

  const completeOrder = async (orderId: string): Promise<void> => {
    await pay(orderId, 'tok_chargeDeclinedInsufficientFunds');
    await pay(orderId, 'tok_visa');
    const isStockConfirmed = { _id: orderId, 'log.type': 'order.stock_confirmed' };
    await eventually(async () => expect(await world.orders.countDocuments(isStockConfirmed)).toBe(1));
    for (const status of ['shipped', 'delivered', 'returned']) await becomes(orderId, status);
  };

  test('sends no gap and no repeat, however often trackers reconnect while orders change', async () => {
    const orderIds = await Promise.all(Array.from({ length: 12 }, place));
    const whole = await Promise.all(orderIds.map((orderId) => track(orderId)));
    const pieces = orderIds.map((orderId) => followInPieces(orderId, 'refunded'));
    await Promise.all(orderIds.map(completeOrder));
    for (const seqs of await Promise.all(pieces)) expect(seqs).toEqual(upTo(9));
    for (const one of whole) await eventually(() => expect(seqsOf(one)).toEqual(upTo(9)));
    await assertInvariants(world);
  });

  test('sends the events of every partition', async () => {
    const spread = await world.start({ STREAM_PARTITIONS: '3' });
    const client = clientOf(() => spread.http, token);
    const ids: string[] = [];
    while (new Set(ids.map((id) => partitionOf(id, 3))).size < 3) {
      ids.push((await client('POST', '/orders', { body: anOrder() })).body.id);
    }
    const all = await Promise.all(ids.map((orderId) => follow(`${spread.http}/orders/${orderId}/events`, token)));
    followers.push(...all);
    for (const one of all) await sees(one, 'created');
    await Promise.all(ids.map((orderId) => become(orderId, 'cancelled', client)));
    // A process with one partition may run the work on the stock: its event is in another stream.
    for (const one of all) await eventually(() => expect(typesOf(one).slice(0, 2)).toEqual(['created', 'cancelled']));
    await spread.kill();
  });

  test('reads events from MongoDB during a Redis outage, and from Redis again afterwards', async () => {
    const orderId = await place();
    const one = await track(orderId);
    await pay(orderId, 'tok_visa');
    await sees(one, 'created', 'confirmed', 'stock_confirmed');
    const before = await listeners();
    const { port } = world.redisServer;
    await world.redisServer.kill();
    await become(orderId, 'shipped');
    await sees(one, 'created', 'confirmed', 'stock_confirmed', 'shipped');
    const late = await track(orderId);
    await sees(late, 'created', 'confirmed', 'stock_confirmed', 'shipped');

    world.redisServer = await startRedis({ dir: emptyDir, port });
    await eventually(async () => expect(await listeners()).toBe(before));
    for (const status of ['delivered', 'returned']) await become(orderId, status);
    for (const seen of [one, late]) await eventually(() => expect(seqsOf(seen)).toEqual(upTo(7)));
  });

  /** The number of connections that wait at the end of a stream: one for each consumer group, and one for all trackers. */
  const listeners = async (): Promise<number> => {
    const list = String(await world.redis.client('LIST'));
    return list.split('\n').filter((line) => line.includes(' cmd=xread ')).length;
  };
});
