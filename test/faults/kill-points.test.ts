import type { FaultPoint } from '../../src/observability/fault-point';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;

beforeAll(async () => {
  world = await startWorld();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
});
afterAll(() => world.end());

/** Repeats a request until the response is no 5xx, as a client with an idempotency key may. */
const retry = (ask: () => ReturnType<Client>) =>
  eventually(async () => {
    const answer = await ask();
    expect(answer.status).toBeLessThan(500);
    return answer;
  }, 40_000);

/** Starts the service again, without the fault, as soon as it has died. */
const restartAfterDeath = async (dying: ServiceProcess): Promise<void> => {
  expect(await dying.ended).toBeNull();
  service = await world.start();
};

const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status), 40_000);

const ways: [FaultPoint, number][] = [
  ['stock-holding', 1],
  ['stock-held', 1],
  ['order-committed', 1],
  ['event-published', 1],
  ['order-committed', 2],
  ['payment-begun', 1],
  ['payment-committed', 1],
  ['payment-committed', 2],
  ['charge-claimed', 1],
  ['charge-sent', 1],
  ['payment-committed', 3],
  ['outcome-committed', 1],
  ['event-published', 2],
  ['order-committed', 3],
  ['stock-working', 1],
  ['stock-answered', 1],
  ['order-committed', 4],
  ['event-handled', 1],
  ['event-handled', 2],
  ['event-acknowledged', 1],
  ['event-acknowledged', 2],
  ['event-published', 3],
];

describe('a process that is killed', () => {
  test.each(ways)('at %s, time %i: finishes the order after a restart, with one charge', async (point, time) => {
    service = await world.start({ FAULT_POINT: `${point}:${time}` });
    const restarted = restartAfterDeath(service);
    const key = `${point}-${time}`;
    const { body: order } = await retry(() =>
      asAda('POST', '/orders', { body: anOrder(), headers: { 'idempotency-key': `order-${key}` } }),
    );
    const { body: payment } = await retry(() =>
      asAda('POST', '/payments', { body: aPayment(order.id), headers: { 'idempotency-key': `payment-${key}` } }),
    );
    await restarted;
    await becomes(order.id, 'confirmed');
    expect((await ledgerOf(world, order.id)).map(({ kind }) => kind)).toEqual(['charge']);
    expect((await asAda('GET', `/payments/${payment.id}`)).body.status).toBe('processed');
    await assertInvariants(world);
    expect(await world.orders.countDocuments({ 'idempotency.key': `order-${key}` })).toBe(1);
    await service.kill();
  });

  test('between the consent of the order and its payment: the window cancels an order that nobody pays', async () => {
    service = await world.start({ FAULT_POINT: 'payment-begun' });
    const { body: order } = await retry(() => asAda('POST', '/orders', { body: anOrder() }));
    await asAda('POST', '/payments', { body: aPayment(order.id) }).catch(() => {});
    expect(await service.ended).toBeNull();
    await world.orders.updateOne(
      { _id: order.id, 'work.kind': 'paymentWindow' },
      { $set: { 'work.$.dueAt': new Date(), nextActionAt: new Date() } },
    );
    service = await world.start();
    await becomes(order.id, 'cancelled');
    expect(await world.payments.countDocuments({ orderId: order.id })).toBe(0);
    await assertInvariants(world);
    await service.kill();
  });

  const ends: [FaultPoint, number][] = [
    ['order-committed', 1],
    ['stock-working', 1],
    ['stock-answered', 1],
    ['event-published', 1],
    ['event-handled', 1],
    ['payment-committed', 1],
    ['charge-claimed', 1],
    ['charge-sent', 1],
    ['outcome-committed', 1],
    ['event-published', 2],
    ['order-committed', 2],
  ];

  test.each(ends)('at %s, time %i of a refund: refunds once', async (point, time) => {
    service = await world.start();
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    await asAda('POST', '/payments', { body: aPayment(order.id) });
    await becomes(order.id, 'confirmed');
    await assertInvariants(world);
    await service.kill();

    service = await world.start({ FAULT_POINT: `${point}:${time}` });
    const restarted = restartAfterDeath(service);
    const asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
    await eventually(async () => {
      const { status, body } = await asAdmin('PATCH', `/orders/${order.id}`, { body: { status: 'cancelled' } });
      expect([200, 409]).toContain(status);
      expect(status === 200 || body.code === 'illegal-transition').toBe(true);
    });
    await restarted;
    await becomes(order.id, 'refunded');
    expect((await ledgerOf(world, order.id)).map(({ kind }) => kind)).toEqual(['charge', 'refund']);
    await assertInvariants(world);
    await service.kill();
  });
});
