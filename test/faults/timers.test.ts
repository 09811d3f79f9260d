import { join } from 'node:path';
import { Queue } from 'bullmq';
import type { OrderDocument } from '../../src/actors/orders/order-document';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

const windowMs = 2_000;
const lateMaxMs = 30_000;
const minuteMs = 60_000;

let world: World;
let queue: Queue;
let service: ServiceProcess;
let asAda: Client;

beforeAll(async () => {
  world = await startWorld({ env: { PAYMENT_WINDOW_MS: String(windowMs) } });
  queue = new Queue('order-work', { prefix: '{oms}', connection: { host: '127.0.0.1', port: world.redisServer.port } });
});
afterAll(async () => {
  await queue.close();
  await world.end();
});

/** The process that answers from now on. */
const answering = async (env: Record<string, string> = {}): Promise<void> => {
  service = await world.start(env);
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
};

const placed = async (): Promise<string> => {
  const { status, body } = await asAda('POST', '/orders', { body: anOrder() });
  expect(status).toBe(201);
  return body.id;
};

const storedAs = async (orderId: string): Promise<OrderDocument> => {
  const order = await world.orders.findOne({ _id: orderId });
  if (!order) throw new Error(`${orderId} is not stored`);
  return order;
};

/** The order is cancelled by its timer: once, not before `dueAt`, and not much later. */
const assertClosed = async (orderId: string, dueAt: Date): Promise<void> => {
  const order = await eventually(async () => {
    const found = await storedAs(orderId);
    expect(found.status).toBe('cancelled');
    return found;
  }, windowMs + lateMaxMs);
  expect(order.log.map(({ type }) => type).slice(0, 2)).toEqual(['order.created', 'order.cancelled']);
  expect(order.log.filter(({ type }) => type === 'order.cancelled')).toHaveLength(1);
  const rangAt = order.log[1]?.time.getTime() ?? 0;
  expect(rangAt).toBeGreaterThanOrEqual(dueAt.getTime());
  expect(rangAt).toBeLessThanOrEqual(dueAt.getTime() + lateMaxMs);
};

const dueAtOf = async (orderId: string): Promise<Date> => {
  const { work } = await storedAs(orderId);
  return work.find(({ id }) => id === 'paymentWindow')?.dueAt ?? new Date(0);
};

/** Moves the timer of an order, as another process would. */
const moved = async (orderId: string, dueAt: Date): Promise<void> => {
  const change = { $set: { 'work.$.dueAt': dueAt, nextActionAt: dueAt }, $inc: { version: 1 } };
  await world.orders.updateOne({ _id: orderId, 'work.id': 'paymentWindow' }, change as never);
};

/** Adds jobs for the timer of an order that no process asked for. */
const addJobs = (orderId: string, count: number, delay: number) =>
  queue.addBulk(
    Array.from({ length: count }, (_, n) => ({
      name: 'paymentWindow',
      data: { id: orderId, workId: 'paymentWindow' },
      opts: { jobId: `extra-${orderId}-${delay}-${n}`, delay, removeOnComplete: false },
    })),
  );

const allCompleted = (orderId: string, count: number, delay: number) =>
  eventually(async () => {
    const jobs = await Promise.all(
      Array.from({ length: count }, (_, n) => queue.getJob(`extra-${orderId}-${delay}-${n}`)),
    );
    for (const job of jobs) expect(await job?.isCompleted()).toBe(true);
  });

const skewed = (minutes: number) => ({
  SKEW_MS: String(minutes * minuteMs),
  NODE_OPTIONS: `--require ${join(__dirname, '..', 'support', 'skewed-clock.js')}`,
});

/** How wrong the clock of a process is, by what it wrote. */
const skewOf = ({ lines }: ServiceProcess): number => {
  const { time } = JSON.parse(lines.at(-1) ?? '{}') as { time: string };
  return Math.round((Date.parse(time) - Date.now()) / minuteMs);
};

test.each([
  [-5, 5],
  [5, -5],
])(
  'a timer set by a clock %i minutes off and run by one %i minutes off is neither early nor late',
  async (setter, runner) => {
    await answering({ ROLES: 'api', ...skewed(setter) });
    const other = await world.start({ ROLES: 'worker,relay,consumer', ...skewed(runner) });
    expect([skewOf(service), skewOf(other)]).toEqual([setter, runner]);

    const orderIds = await Promise.all(Array.from({ length: 5 }, placed));
    for (const orderId of orderIds) {
      const { createdAt } = await storedAs(orderId);
      expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(minuteMs);
      await assertClosed(orderId, new Date(createdAt.getTime() + windowMs));
    }
    await assertInvariants(world);
    await Promise.all([service.stop(), other.stop()]);
  },
);

describe('in one process', () => {
  beforeAll(() => answering());

  test('its job is lost: the sweep runs it', async () => {
    const orderId = await placed();
    await eventually(async () => expect(await queue.getDelayedCount()).toBeGreaterThan(0));
    await world.redis.del(await world.redis.keys('{oms}:order-work*'));
    await assertClosed(orderId, await dueAtOf(orderId));
  });

  test('its job comes again and again, too early as well: it runs once, in time', async () => {
    const orderId = await placed();
    const dueAt = await dueAtOf(orderId);
    await addJobs(orderId, 10, 0);
    await addJobs(orderId, 10, windowMs);
    await allCompleted(orderId, 10, 0);
    await assertClosed(orderId, dueAt);
    await allCompleted(orderId, 10, windowMs);
    await assertClosed(orderId, dueAt);
  });

  test('moved, it runs at its new time: later, and earlier', async () => {
    const [later, earlier] = [await placed(), await placed()];
    const inTime = await dueAtOf(later);
    await moved(earlier, new Date(inTime.getTime() + 10 * minuteMs));
    const [postponed, advanced] = [new Date(inTime.getTime() + windowMs), new Date(inTime.getTime() + 1)];
    await moved(later, postponed);
    await addJobs(later, 1, windowMs);
    await allCompleted(later, 1, windowMs);
    await moved(earlier, advanced);
    await assertClosed(later, postponed);
    await assertClosed(earlier, advanced);
  });

  test('cancelled, it does not run, whatever its jobs do', async () => {
    const orderId = await placed();
    expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).status).toBe(200);
    await eventually(async () => expect((await storedAs(orderId)).status).toBe('confirmed'));
    expect(await dueAtOf(orderId)).toEqual(new Date(0));
    await addJobs(orderId, 5, windowMs);
    await allCompleted(orderId, 5, windowMs);
    expect((await storedAs(orderId)).status).toBe('confirmed');
  });
});
