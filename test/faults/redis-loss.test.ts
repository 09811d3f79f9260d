import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/servers/servers';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

const paymentWindowMs = 5_000;
const timerLateMaxMs = 30_000;

let world: World;
let services: ServiceProcess[];
let asAda: Client[];
const folder = mkdtempSync(join(tmpdir(), 'order-management-loss-'));
const redisDir = join(folder, 'redis');
const copyDir = join(folder, 'copy');

beforeAll(async () => {
  const env = { PAYMENT_WINDOW_MS: String(paymentWindowMs), RECONCILE_EVERY_MS: '1000' };
  world = await startWorld({ redis: { dir: redisDir }, env });
  services = await Promise.all([world.start(), world.start()]);
  const token = await tokenFor(world.keys, ada);
  asAda = services.map(({ http }) => clientOf(() => http, token));
});
afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

const at = (turn: number): Client => asAda[turn % asAda.length] as Client;

const placed = async (turn: number): Promise<string> => {
  const { status, body } = await at(turn)('POST', '/orders', { body: anOrder() });
  expect(status).toBe(201);
  return body.id;
};

/** Orders through both processes, of which every third one is not paid. */
const orders = async (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, turn) => {
      const orderId = await placed(turn);
      const payment = { body: aPayment(orderId), headers: { prefer: 'wait=0' } };
      if (turn % 3 !== 0) expect((await at(turn + 1)('POST', '/payments', payment)).status).toBeLessThan(300);
      return orderId;
    }),
  );

/** Orders that come while `fault` happens. */
const ordersDuring = async (fault: () => Promise<unknown>): Promise<string[]> => {
  const all: string[] = [];
  let isOver = false;
  const traffic = (async () => {
    while (!isOver) all.push(...(await orders(6)));
  })();
  await eventually(() => expect(all.length).toBeGreaterThan(10));
  await fault().finally(() => {
    isOver = true;
  });
  await traffic;
  return all;
};

const recoveries = (): number =>
  services.flatMap(({ lines }) => lines).filter((line) => line.includes('Redis may have lost events')).length;

/** Every order has ended: paid, or cancelled by its timer, neither early nor late; and the streams are the logs. */
const assertAllOver = async (orderIds: string[]): Promise<void> => {
  await eventually(async () => {
    const left = await world.orders.find({ _id: { $in: orderIds }, status: 'pending' }).toArray();
    expect(left.map(({ _id }) => _id)).toEqual([]);
  }, paymentWindowMs + timerLateMaxMs);
  const { orders: all } = await assertInvariants(world);
  const cancelled = all.filter(({ _id, status }) => orderIds.includes(_id) && status === 'cancelled');
  expect(cancelled.length).toBeGreaterThan(0);
  expect(cancelled.length).toBeLessThan(orderIds.length);
  for (const { createdAt, log } of cancelled) {
    expect(log.at(-1)?.time.getTime()).toBeGreaterThanOrEqual(createdAt.getTime() + paymentWindowMs);
  }
};

const publishedIds = async (): Promise<string[]> =>
  (await entriesOf(world.redis, 'order-events')).map(({ id = '' }) => id);

const restarted = async (): Promise<void> => {
  world.redisServer = await startRedis({ dir: redisDir, port: world.redisServer.port });
};

test('FLUSHALL under load: every event is back, and every timer runs', async () => {
  const [before, had] = [recoveries(), new Set<string>()];
  const orderIds = await ordersDuring(async () => {
    for (const id of await publishedIds()) had.add(id);
    await world.redis.flushall();
  });
  expect(had.size).toBeGreaterThan(0);
  await assertAllOver(orderIds);
  const has = new Set(await publishedIds());
  expect([...had].filter((id) => !has.has(id))).toEqual([]);
  expect(recoveries()).toBeGreaterThan(before);
  await eventually(async () => expect(await world.redis.zcard('{oms}:reconciliation:repeat')).toBe(1));
});

test('Redis killed, and its data gone: every event is back, and every timer runs', async () => {
  const before = recoveries();
  const orderIds = await ordersDuring(async () => {
    await world.redisServer.kill();
    rmSync(redisDir, { recursive: true });
    await restarted();
  });
  await assertAllOver(orderIds);
  expect(recoveries()).toBeGreaterThan(before);
});

test('Redis set back to an old copy of its files: what it lost is published again, and only that', async () => {
  const before = recoveries();
  const early = await orders(9);
  await eventually(async () => expect((await publishedIds()).length).toBeGreaterThan(0));
  cpSync(redisDir, copyDir, { recursive: true });
  const kept = new Set(await publishedIds());
  const late = await ordersDuring(async () => {
    await eventually(async () => expect((await publishedIds()).length).toBeGreaterThan(kept.size + 10));
    await world.redisServer.kill();
    rmSync(redisDir, { recursive: true });
    cpSync(copyDir, redisDir, { recursive: true });
    await restarted();
  });
  await assertAllOver([...early, ...late]);
  expect(recoveries()).toBeGreaterThan(before);
});

test('Redis full, read-only for a while, and without its scripts: nothing is lost, nothing comes twice', async () => {
  const orderIds: string[] = [];
  const refusals: [() => Promise<unknown>, () => Promise<unknown>][] = [
    [() => world.redis.config('SET', 'maxmemory', '1'), () => world.redis.config('SET', 'maxmemory', '0')],
    [() => world.redis.replicaof('127.0.0.1', 1), () => world.redis.replicaof('NO', 'ONE')],
    [() => world.redis.script('FLUSH'), async () => {}],
  ];
  for (const [begin, end] of refusals) {
    await begin();
    orderIds.push(...(await orders(9)));
    await end();
  }
  await assertAllOver(orderIds);
});

test('killed in the middle of a recovery: the next process does it from the start', async () => {
  const orderIds = await orders(9);
  await Promise.all(services.map((service) => service.stop()));
  await world.redis.flushall();
  const dies = world.start({ FAULT_POINT: 'event-publishing:2' }).then(async ({ ended }) => {
    throw new Error(`It ended with ${await ended}`);
  });
  await expect(dies).rejects.toThrow('It ended with null');
  services = [await world.start()];
  await assertAllOver(orderIds);
  expect(recoveries()).toBeGreaterThan(0);
});
