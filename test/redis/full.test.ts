import { createConsumer } from '../../src/streams/consume/consumer';
import { logger } from '../streams/streams-support';
import { aPayment } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { groupsOf } from '../support/invariants/stream-groups';
import { readInfo } from '../support/redis/replica';
import { loginOf, type Shop, useService } from '../support/service';

// The consumers start when Redis is full already.
const shop: Shop = useService({ env: { ROLES: 'api,worker,relay' } });

const fill = async (): Promise<void> => {
  const { redis } = shop.world;
  await redis.config('SET', 'maxmemory', Math.floor(Number(await readInfo(redis, 'memory', 'used_memory')) / 2));
  await expect(redis.set('any', 'value')).rejects.toThrow(/^OOM/);
};

/** An order whose payment is published, while no consumer runs. */
const placeWithPublishedPayment = async (): Promise<string> => {
  const orderId = await shop.placeOrder();
  await shop.asAda('POST', '/payments', { body: aPayment(orderId), headers: { prefer: 'wait=0' } });
  await eventually(async () => {
    const entries = await entriesOf(shop.world.redis, 'payment-events');
    expect(entries).toContainEqual(expect.objectContaining({ type: 'payment.processed', subject: orderId }));
  });
  return orderId;
};

const expectDrained = (stream: string, group: string): Promise<void> =>
  eventually(async () => {
    const groups = await groupsOf(shop.world.redis, stream);
    expect(groups.find(({ name }) => name === group)).toMatchObject({ lag: 0, pending: 0 });
  });

test('a full Redis: consumers start, read, and acknowledge; readiness and a metric report it', async () => {
  const orderId = await placeWithPublishedPayment();
  await fill();

  const service = await shop.world.start({ ROLES: 'consumer' });
  await shop.untilOrderIs(orderId, 'confirmed');
  await expectDrained('payment-events', 'order-service');
  await expectDrained('order-events', 'payment-service');

  const seen: string[] = [];
  const analytics = createConsumer({
    redisUrl: shop.world.redisServer.url,
    stream: 'payment-events',
    group: 'analytics',
    logger,
    handler: async ({ type }) => void seen.push(type),
  });
  await analytics.start();
  await expectDrained('payment-events', 'analytics');
  expect(seen).toContain('payment.processed');
  await analytics.stop();
  await shop.world.redis.xgroup('DESTROY', 'payment-events', 'analytics');

  const headers = { authorization: loginOf(shop.world.keys.ops) };
  const readiness = await fetch(`${service.ops}/readyz`);
  expect([readiness.status, await readiness.json()]).toEqual([
    200,
    expect.objectContaining({ status: 'degraded', redis: 'down' }),
  ]);
  const metrics = await (await fetch(`${service.ops}/metrics`, { headers })).text();
  expect(Number(/^redis_memory_used_ratio (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(1);
  await expect(shop.world.redis.set('any', 'value')).rejects.toThrow(/^OOM/);

  await shop.world.redis.config('SET', 'maxmemory', '0');
  await assertInvariants(shop.world);
  const published = await entriesOf(shop.world.redis, 'order-events');
  expect(published).toContainEqual(expect.objectContaining({ type: 'order.confirmed', subject: orderId }));
  await eventually(async () => {
    expect(await (await fetch(`${service.ops}/readyz`)).json()).toMatchObject({ status: 'ready' });
  });
});
