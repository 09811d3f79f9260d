import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from 'ioredis';
import type { RedisServer } from '../../scripts/servers/servers';
import { type Consumer, createConsumer } from '../../src/streams/consume/consumer';
import { partitionKeys, partitionOf } from '../../src/streams/stream-keys';
import { logger } from '../streams/streams-support';
import { ada, aPayment, tokenFor } from '../support/client';
import { type Follower, follow } from '../support/event-source';
import { eventually } from '../support/eventually';
import { ledgerOf } from '../support/invariants/invariants';
import { type RedisCluster, startCluster } from '../support/redis/cluster';
import { readInfo, withRedis } from '../support/redis/replica';
import { type Shop, useService } from '../support/service';

const partitions = 3;
/** How long work may stand still while a replica takes over. */
const standstillMaxMs = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'order-management-cluster-'));
let servers: RedisCluster;
let cluster: Cluster;
let analytics: Consumer;
/** The orders whose confirmation an external consumer group got. */
const confirmed = new Set<string>();

// Trackers read MongoDB without a notification only every 15 minutes: an event that comes in time was notified.
const env = { STREAM_PARTITIONS: String(partitions), PAYMENT_WINDOW_MS: '8000', TRACKING_HEARTBEAT_MS: '900000' };
const shop: Shop = useService({ env }, async () => {
  servers = await startCluster({ dir: folder, masters: 3, replicas: 2 });
  // Every node: a new connection begins at these addresses, and two of them will be gone.
  const redisUrl = servers.urls.join(',');
  cluster = new Cluster(servers.urls.map((url) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })));
  cluster.on('error', () => {});
  await shop.restart({ REDIS_URL: redisUrl, REDIS_MODE: 'cluster' });
  analytics = createConsumer({
    redisUrl,
    redisMode: 'cluster',
    stream: 'order-events',
    group: 'analytics',
    partitions,
    logger,
    handler: async ({ type, subject }) => void (type === 'order.confirmed' && confirmed.add(subject)),
  });
  await analytics.start();
});
afterAll(async () => {
  await analytics.stop();
  cluster.disconnect();
  await servers.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Places orders until each partition has one. */
const placeOrders = async (): Promise<string[]> => {
  const orderIds: string[] = [];
  while (new Set(orderIds.map((id) => partitionOf(id, partitions))).size < partitions)
    orderIds.push(await shop.placeOrder());
  return orderIds;
};

const pay = async (orderId: string): Promise<void> => {
  const payment = { body: aPayment(orderId), headers: { prefer: 'wait=0' } };
  expect((await shop.asAda('POST', '/payments', payment)).status).toBeLessThan(300);
};

const track = async (orderId: string): Promise<Follower> =>
  follow(`${shop.service.http}/orders/${orderId}/events`, await tokenFor(shop.world.keys, ada));

/** An order that is not paid is cancelled by its timer; the others are paid, confirmed, tracked, and consumed. */
const expectWholeFlow = async (): Promise<void> => {
  const unpaid = await shop.placeOrder();
  const orderIds = await placeOrders();
  const trackers = await Promise.all(orderIds.map(track));
  await Promise.all(orderIds.map(pay));
  await eventually(() => {
    for (const { events } of trackers) expect(events.map(({ event }) => event)).toContain('order.confirmed');
  }, standstillMaxMs);
  for (const { leave } of trackers) leave();
  await eventually(() => expect([...confirmed]).toEqual(expect.arrayContaining(orderIds)), standstillMaxMs);
  await eventually(() => expectStatus(unpaid, 'cancelled'), standstillMaxMs);
  for (const orderId of orderIds) expect(await ledgerOf(shop.world, orderId)).toHaveLength(1);
  await expectReady();
};

const expectStatus = async (orderId: string, status: string): Promise<void> => {
  expect((await shop.asAda('GET', `/orders/${orderId}`)).body.status).toBe(status);
};

const expectReady = (): Promise<void> =>
  eventually(async () => {
    expect(await (await shop.askOperators('/readyz')).json()).toMatchObject({ status: 'ready', redis: 'up' });
  });

/** Every event of every order is in its partition once, in sequence, and every group has handled all of them. */
const expectStreamsAreTheLogs = (): Promise<void> =>
  eventually(async () => {
    for (const { _id, log } of await shop.world.orders.find().toArray()) {
      const { stream } = partitionKeys('order-events', partitions)[partitionOf(_id, partitions)] ?? { stream: '' };
      const entries = await cluster.xrange(stream, '-', '+');
      const ids = entries.filter(([, fields]) => readField(fields, 'subject') === _id);
      expect(ids.map(([, fields]) => readField(fields, 'id'))).toEqual(log.map(({ id }) => id));
    }
    expect(await analytics.lag()).toMatchObject({ undelivered: 0, pending: 0, parked: 0 });
  }, standstillMaxMs);

const readField = (fields: string[], name: string): string => fields[fields.indexOf(name) + 1] ?? '';

const isMaster = (server: RedisServer): Promise<void> =>
  withRedis(server, async (redis) => expect(await readInfo(redis, 'replication', 'role')).toBe('master'));

test('orders are placed, paid, published, consumed, tracked, and timed, in all partitions', async () => {
  await expectWholeFlow();
  await expectStreamsAreTheLogs();
  for (const { stream } of partitionKeys('order-events', partitions))
    expect(await cluster.xlen(stream)).toBeGreaterThan(0);
});

test.each([
  ['the queues', 0],
  ['two partitions', 1],
])(
  'the master of %s is killed: its replica takes over, and everything continues',
  async (_what, place) => {
    const [master, replica] = [servers.masters[place] as RedisServer, servers.replicas[place] as RedisServer];
    const { pid } = shop.service;
    const paidMeanwhile = await placeOrders();
    await master.kill();
    await Promise.all(paidMeanwhile.map(pay));
    await eventually(() => isMaster(replica), standstillMaxMs);
    await eventually(
      () => Promise.all(paidMeanwhile.map((orderId) => expectStatus(orderId, 'confirmed'))),
      standstillMaxMs,
    );
    await expectWholeFlow();
    await expectStreamsAreTheLogs();
    expect([...confirmed]).toEqual(expect.arrayContaining(paidMeanwhile));
    expect([shop.service.pid, shop.service.isAlive()]).toEqual([pid, true]);
  },
  120_000,
);
