import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis, startSentinel } from '../../scripts/servers/servers';
import { aPayment } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { readInfo, replicate, withRedis } from '../support/redis/replica';
import { type Shop, useService } from '../support/service';

/** How long work may stand still while a replica takes over. */
const standstillMaxMs = 30_000;
const name = 'shop';

const folder = mkdtempSync(join(tmpdir(), 'order-management-sentinel-'));
let replica: RedisServer;
let sentinels: RedisServer[];

const shop: Shop = useService({}, async ({ world }) => {
  const primaryPort = world.redisServer.port;
  replica = await startRedis({ dir: join(folder, 'replica'), port: 0 });
  await replicate(replica, world.redisServer);
  sentinels = await Promise.all(
    [1, 2, 3].map((n) => startSentinel({ dir: join(folder, `sentinel-${n}`), name, primaryPort })),
  );
  for (const sentinel of sentinels) await eventually(() => expectToKnowAll(sentinel));
  const REDIS_URL = sentinels.map(({ url }) => url).join(',');
  await shop.restart({ REDIS_URL, REDIS_MODE: 'sentinel', REDIS_SENTINEL_NAME: name });
});
afterAll(async () => {
  shop.world.redis.disconnect();
  await Promise.all([...sentinels, replica].map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
});

/** Each Sentinel has to know the replica and the others before they can agree. */
const expectToKnowAll = (sentinel: RedisServer): Promise<void> =>
  withRedis(sentinel, async (redis) => {
    expect(await readInfo(redis, 'sentinel', 'master0')).toMatch(/status=ok,.*slaves=1,sentinels=3/);
  });

test('the primary is killed: the Sentinels promote the replica, and payments and events continue there', async () => {
  const { world, service } = shop;
  await shop.placePaidOrder();
  const orderIds = await Promise.all(Array.from({ length: 5 }, () => shop.placeOrder()));
  await world.redisServer.kill();
  for (const orderId of orderIds) {
    const payment = { body: aPayment(orderId), headers: { prefer: 'wait=0' } };
    expect((await shop.asAda('POST', '/payments', payment)).status).toBeLessThan(300);
  }
  await eventually(async () => {
    for (const orderId of orderIds)
      expect((await shop.asAda('GET', `/orders/${orderId}`)).body.status).toBe('confirmed');
  }, standstillMaxMs);

  world.redis.disconnect();
  world.redis = new Redis(replica.url, { maxRetriesPerRequest: null });
  expect(await readInfo(world.redis, 'replication', 'role')).toBe('master');
  await eventually(async () => {
    expect(await (await shop.askOperators('/readyz')).json()).toMatchObject({ status: 'ready', redis: 'up' });
  });
  await assertInvariants(world);
  expect([shop.service.pid, shop.service.isAlive()]).toEqual([service.pid, true]);
});
