import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../scripts/servers/servers';
import { aPayment } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { type RedisProxy, startRedisProxy } from '../support/redis/redis-proxy';
import { failOver, readRefusedWrites, replicate } from '../support/redis/replica';
import { type Shop, useService } from '../support/service';

/** How long work may stand still after a fault. */
const standstillMaxMs = 30_000;
/** What the service holds open: its own connection, and one or two for each worker, scheduled job, and consumer. */
const connectionsMin = 10;

const folder = mkdtempSync(join(tmpdir(), 'order-management-failover-'));
let replica: RedisServer;
let proxy: RedisProxy;

const shop: Shop = useService({}, async ({ world }) => {
  replica = await startRedis({ dir: join(folder, 'replica'), port: 0 });
  await replicate(replica, world.redisServer);
  proxy = await startRedisProxy(world.redisServer.port);
  await shop.restart({ REDIS_URL: proxy.url });
});
afterAll(async () => {
  shop.world.redis.disconnect();
  await proxy.close();
  await replica.kill();
  rmSync(folder, { recursive: true, force: true });
});

const isConfirmed = async (orderId: string): Promise<void> => {
  expect((await shop.asAda('GET', `/orders/${orderId}`)).body.status).toBe('confirmed');
};

/** Orders are paid, confirmed, and published, and the process is ready, without a restart. */
const expectWorkGoesOn = async (orderIds: string[]): Promise<void> => {
  const { pid } = shop.service;
  for (const orderId of orderIds) {
    const payment = { body: aPayment(orderId), headers: { prefer: 'wait=0' } };
    expect((await shop.asAda('POST', '/payments', payment)).status).toBeLessThan(300);
  }
  await eventually(() => Promise.all(orderIds.map(isConfirmed)), standstillMaxMs);
  await eventually(async () => {
    const readiness = await shop.askOperators('/readyz');
    expect(await readiness.json()).toMatchObject({ status: 'ready', redis: 'up', workers: 'up' });
  });
  const published = await entriesOf(shop.world.redis, 'order-events');
  const confirmed = published.filter(({ type }) => type === 'order.confirmed').map(({ subject }) => subject);
  expect(confirmed).toEqual(expect.arrayContaining(orderIds));
  await assertInvariants(shop.world);
  expect([shop.service.pid, shop.service.isAlive()]).toEqual([pid, true]);
};

const placeOrders = (): Promise<string[]> => Promise.all(Array.from({ length: 5 }, () => shop.placeOrder()));

test('connections freeze without an RST: payments and events continue on new ones', async () => {
  await shop.placePaidOrder();
  const orderIds = await placeOrders();
  const frozen = proxy.freeze();
  expect(frozen).toBeGreaterThanOrEqual(connectionsMin);
  await expectWorkGoesOn(orderIds);
  expect(proxy.opened()).toBeGreaterThanOrEqual(connectionsMin);
});

test('the primary becomes a replica under live connections: payments and events continue at the new primary', async () => {
  const { world } = shop;
  await shop.placePaidOrder();
  const orderIds = await placeOrders();
  expect(proxy.open()).toBeGreaterThanOrEqual(connectionsMin);
  expect(await readRefusedWrites(world.redisServer)).toBe(0);

  proxy.leadTo(replica.port);
  await failOver(world.redisServer, replica);
  world.redis.disconnect();
  world.redis = new Redis(replica.url, { maxRetriesPerRequest: null });
  await expectWorkGoesOn(orderIds);
  expect(await readRefusedWrites(world.redisServer)).toBeGreaterThan(0);
});
