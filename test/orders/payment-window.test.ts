import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

const windowMs = 2_000;
const isAsync = { headers: { prefer: 'respond-async' } };

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;

beforeAll(async () => {
  world = await startWorld({ env: { PAYMENT_WINDOW_MS: String(windowMs) } });
});
afterEach(async () => {
  try {
    await assertInvariants(world);
  } finally {
    await service.stop();
  }
});
afterAll(() => world.end());

const startWith = async (env: Record<string, string> = {}): Promise<void> => {
  service = await world.start(env);
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
};

const place = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;

const placeAndPay = async (): Promise<string> => {
  const orderId = await place();
  const { status } = await asAda('POST', '/payments', { body: aPayment(orderId), ...isAsync });
  expect([200, 202]).toContain(status);
  return orderId;
};

const loadOrder = async (orderId: string) => {
  const order = await world.orders.findOne({ _id: orderId });
  if (!order) throw new Error(`${orderId} is not stored`);
  return order;
};

const statusEvents = (log: { type: string }[]): string[] =>
  log.map(({ type }) => type).filter((type) => !type.startsWith('order.stock_'));

const becomes = (orderId: string, status: string) =>
  eventually(async () => {
    const o = await loadOrder(orderId);
    expect([o.status, o.status === status || JSON.stringify(o)]).toEqual([status, true]);
  }, 40_000);

const windowCloses = (orderId: string) =>
  eventually(async () => expect((await loadOrder(orderId)).isWindowClosed).toBe(true), 40_000);

describe('the payment window', () => {
  test('lets an order be confirmed whose payment takes longer', async () => {
    await startWith({ ROLES: 'api,worker,relay' });
    const orderId = await place();
    await asAda('POST', '/payments', { body: aPayment(orderId, 'tok_slow'), ...isAsync });
    await windowCloses(orderId);
    // Only now the order can learn of its payment, however fast the gateway was.
    const consumer = await world.start({ ROLES: 'consumer' });
    await becomes(orderId, 'confirmed');
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge']);
    await assertInvariants(world);
    await consumer.stop();
  });

  test('cancels an order once the payment that was under way at its end has failed', async () => {
    await startWith({ ROLES: 'api,worker,relay' });
    const orderId = await place();
    const declined = aPayment(orderId, 'tok_chargeDeclinedInsufficientFunds');
    expect((await asAda('POST', '/payments', { body: declined })).status).toBe(402);
    await windowCloses(orderId);
    const consumer = await world.start({ ROLES: 'consumer' });
    await becomes(orderId, 'cancelled');
    const { log, cancellationReason } = await loadOrder(orderId);
    expect(statusEvents(log)).toEqual(['order.created', 'order.payment_failed', 'order.cancelled']);
    expect(cancellationReason).toBe('payment_window_closed');
    await assertInvariants(world);
    await consumer.stop();
  });

  test('does not cancel an authorized order, which is confirmed by its capture', async () => {
    await startWith();
    const orderId = await place();
    const { body: payment } = await asAda('POST', '/payments', { body: { ...aPayment(orderId), capture: false } });
    await eventually(async () => {
      const { status, paymentStatus, paidAmount } = (await asAda('GET', `/orders/${orderId}`)).body;
      expect([status, paymentStatus, paidAmount]).toEqual(['pending', 'authorized', 0]);
    });
    const other = await place();
    await becomes(other, 'cancelled');
    expect((await loadOrder(orderId)).status).toBe('pending');
    expect((await asAdmin('POST', `/payments/${payment.id}/capture`, { body: {} })).status).toBe(200);
    await becomes(orderId, 'confirmed');
    await eventually(async () => {
      const { body } = await asAda('GET', `/orders/${orderId}`);
      expect(body).toMatchObject({ paymentStatus: 'paid', paidAmount: 99.98 });
    });
  });

  test('opens again when an authorization is voided, and then cancels the order', async () => {
    await startWith();
    const orderId = await place();
    const { body: payment } = await asAda('POST', '/payments', { body: { ...aPayment(orderId), capture: false } });
    await asAdmin('POST', `/payments/${payment.id}/void`, { body: {} });
    await becomes(orderId, 'cancelled');
    const { log } = await loadOrder(orderId);
    expect(statusEvents(log)).toEqual(['order.created', 'order.cancelled']);
  });

  test.each(['worker', 'consumer'])(
    'cancels no order that is paid while a %s is down for longer than the window',
    async (absent) => {
      const present = ['api', 'worker', 'relay', 'consumer'].filter((role) => role !== absent);
      await startWith({ ROLES: present.join(','), PAYMENT_WINDOW_MS: '6000' });
      const orderIds = await Promise.all(Array.from({ length: 5 }, placeAndPay));
      if (absent === 'worker') {
        await eventually(async () => {
          const overdue = { _id: { $in: orderIds }, nextActionAt: { $lt: new Date() } };
          expect(await world.orders.countDocuments(overdue)).toBe(orderIds.length);
        });
      } else {
        for (const orderId of orderIds) await windowCloses(orderId);
      }
      const back = await world.start({ ROLES: absent });
      for (const orderId of orderIds) {
        await becomes(orderId, 'confirmed');
        expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge']);
      }
      await assertInvariants(world);
      await back.stop();
    },
    120_000,
  );

  test('starts anew when an outage delayed its timer', async () => {
    await startWith({ ROLES: 'api' });
    const orderId = await place();
    await service.stop();
    const dueAt = new Date(Date.now() - 2 * 60_000);
    const held = { $set: { 'work.$.dueAt': dueAt, nextActionAt: dueAt } };
    await world.orders.updateOne({ _id: orderId, 'work.id': 'paymentWindow' }, held as never);

    await startWith({ PAYMENT_WINDOW_MS: '60000' });
    await eventually(async () => {
      const { status, work } = await loadOrder(orderId);
      const reopened = work.find(({ id }) => id === 'paymentWindow')?.dueAt ?? dueAt;
      expect([status, reopened.getTime() > Date.now()]).toEqual(['pending', true]);
    });
    expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).status).toBe(200);
    await becomes(orderId, 'confirmed');
  });
});
