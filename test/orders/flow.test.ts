import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;
let asService: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  const http = () => service.http;
  asAda = clientOf(http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(http, await tokenFor(world.keys, alan, ['admin']));
  asService = clientOf(http, await tokenFor(world.keys, alan, ['service']));
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

const place = async (): Promise<string> => {
  const { status, body } = await asAda('POST', '/orders', { body: anOrder() });
  expect(status).toBe(201);
  return body.id;
};

const pay = async (orderId: string, cardToken?: string) =>
  asAda('POST', '/payments', { body: aPayment(orderId, cardToken), ...withKey() });

const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status));

const eventsOf = async (stream: string, orderId: string) =>
  (await entriesOf(world.redis, stream)).filter(({ subject }) => subject === orderId);

describe('the order flow', () => {
  test('carries the trace of a payment through worker and streams up to the confirmation', async () => {
    const orderId = await place();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await asAda('POST', '/payments', { body: aPayment(orderId), headers: { traceparent } });
    await becomes(orderId, 'confirmed');
    const entries = await eventually(async () => {
      const found = [...(await eventsOf('payment-events', orderId)), ...(await eventsOf('order-events', orderId))];
      expect(found).toHaveLength(4);
      return found;
    });
    const traces = new Map(entries.map((entry) => [entry.type, entry.traceparent]));
    for (const type of ['payment.processed', 'order.confirmed', 'order.stock_confirmed']) {
      expect([type, traces.get(type)]).toEqual([type, traceparent]);
    }
    expect(traces.get('order.created')).not.toBe(traceparent);
  });

  test('publishes the fields of the domain when an order is placed, paid and confirmed', async () => {
    const { status, body, headers } = await asAda('POST', '/orders', { body: anOrder() });
    expect([status, headers.get('location')]).toEqual([201, `/orders/${body.id}`]);
    expect(body).toMatchObject({ userId: ada, status: 'pending', totalAmount: 99.98, currency: 'USD' });
    const paid = await pay(body.id, 'tok_xxxx');
    expect([paid.status, paid.body.status]).toEqual([200, 'processed']);
    await becomes(body.id, 'confirmed');

    const [created, confirmed] = await eventually(async () => {
      const entries = await eventsOf('order-events', body.id);
      expect(entries.map(({ type, seq }) => [type, seq])).toEqual([
        ['order.created', '1'],
        ['order.confirmed', '2'],
        ['order.stock_confirmed', '3'],
      ]);
      return entries;
    });
    expect(created).toMatchObject({
      specversion: '1.0',
      source: '/order-service',
      datacontenttype: 'application/json',
    });
    expect(JSON.parse(created?.data ?? '')).toEqual({
      orderId: body.id,
      userId: ada,
      status: 'pending',
      totalAmount: 99.98,
      currency: 'USD',
      itemCount: 1,
      createdAt: body.createdAt,
    });
    expect(JSON.parse(confirmed?.data ?? '')).toEqual({
      orderId: body.id,
      userId: ada,
      status: 'confirmed',
      paymentId: paid.body.id,
      confirmedAt: expect.any(String),
    });
    const [processed] = await eventsOf('payment-events', body.id);
    expect(JSON.parse(processed?.data ?? '')).toEqual({
      paymentId: paid.body.id,
      orderId: body.id,
      userId: ada,
      amount: 99.98,
      currency: 'USD',
      paymentMethod: 'credit_card',
      transactionId: paid.body.transactionId,
      processedAt: paid.body.processedAt,
    });
  });

  test('returns a decline, and lets the order be paid again', async () => {
    const orderId = await place();
    const declined = await pay(orderId, 'tok_chargeDeclinedInsufficientFunds');
    expect([declined.status, declined.body.failureCode]).toEqual([402, 'INSUFFICIENT_FUNDS']);
    await becomes(orderId, 'payment_failed');
    expect((await pay(orderId)).status).toBe(200);
    await becomes(orderId, 'confirmed');
  });

  test('cancels the order on a permanent decline', async () => {
    const orderId = await place();
    expect((await pay(orderId, 'tok_chargeDeclinedStolenCard')).status).toBe(402);
    await becomes(orderId, 'cancelled');
    const again = await pay(orderId);
    expect([again.status, again.body.code]).toEqual([409, 'order-not-payable']);
  });

  test('refunds a cancelled order automatically', async () => {
    const orderId = await place();
    await pay(orderId);
    await becomes(orderId, 'confirmed');
    const { status } = await asAda('PATCH', `/orders/${orderId}`, {
      body: { status: 'cancelled', reason: 'too late' },
    });
    expect(status).toBe(200);
    await becomes(orderId, 'refunded');
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge', 'refund']);
  });

  test('lets only a service ship, deliver and return an order, and refunds the return', async () => {
    const orderId = await place();
    await pay(orderId);
    await becomes(orderId, 'confirmed');
    const ship = { body: { status: 'shipped' } };
    expect((await asAda('PATCH', `/orders/${orderId}`, ship)).status).toBe(403);
    expect((await asService('PATCH', `/orders/${orderId}`, ship)).status).toBe(200);
    expect((await asService('PATCH', `/orders/${orderId}`, { body: { status: 'delivered' } })).status).toBe(200);
    const back = { body: { status: 'returned' } };
    expect((await asAda('PATCH', `/orders/${orderId}`, back)).status).toBe(403);
    expect((await asService('PATCH', `/orders/${orderId}`, back)).status).toBe(200);
    await becomes(orderId, 'refunded');
  });

  test('accepts partial refunds up to the total, and rejects one cent more', async () => {
    const orderId = await place();
    const { body: payment } = await pay(orderId);
    const refund = (amount: number) =>
      asAdmin('POST', `/payments/${payment.id}/refund`, { body: { amount, reason: 'damaged' }, ...withKey() });
    expect([(await refund(50)).status, (await refund(49.97)).status]).toEqual([200, 200]);
    const tooMuch = await refund(0.02);
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'refund-exceeds-captured']);
    const last = await refund(0.01);
    expect([last.status, last.body.status, last.body.refundedAmount]).toEqual([200, 'refunded', 99.98]);
  });

  test.each(['tok_timeout', 'tok_error500_after', 'tok_flaky', 'tok_slow', 'tok_error500'])(
    'finds the outcome of %s, and charges once at most',
    async (cardToken) => {
      const orderId = await place();
      const { status } = await asAda('POST', '/payments', {
        body: aPayment(orderId, cardToken),
        headers: { prefer: 'respond-async' },
      });
      expect(status).toBe(202);
      await eventually(async () => {
        const { body } = await asAda('GET', `/orders/${orderId}`);
        expect(body.status).toBe(cardToken === 'tok_error500' ? 'payment_failed' : 'confirmed');
      }, 50_000);
      expect(await ledgerOf(world, orderId)).toHaveLength(cardToken === 'tok_error500' ? 0 : 1);
    },
    60_000,
  );

  test('charges other currencies in their own minor units', async () => {
    for (const currency of ['JPY', 'KWD']) {
      const { body: order } = await asAda('POST', '/orders', {
        body: { userId: ada, currency, items: [{ productId: 'prod-123', quantity: 4 }] },
      });
      const { status } = await asAda('POST', '/payments', {
        body: { ...aPayment(order.id), amount: order.totalAmount, currency },
      });
      expect(status).toBe(200);
      await becomes(order.id, 'confirmed');
      const exponent = currency === 'JPY' ? 0 : 3;
      const [charge] = await ledgerOf(world, order.id);
      expect(charge?.amount).toBe(Math.round(order.totalAmount * 10 ** exponent));
    }
  });

  test.each([
    ['KWD', 1, 'the last of three digits must be zero'],
    ['USD', 10_000, 'eight digits at most'],
  ])('refuses an order in %s that the gateway cannot charge: %#', async (currency, quantity) => {
    const before = await world.orders.countDocuments();
    const items = [1, 2, 3].map(() => ({ productId: 'prod-123', quantity }));
    const { status, body } = await asAda('POST', '/orders', { body: { userId: ada, currency, items } });
    expect([status, body.code]).toEqual([422, 'amount-not-chargeable']);
    expect(await world.orders.countDocuments()).toBe(before);
  });

  test('refuses the payment of an order from before the gateway had a rule that its amount breaks', async () => {
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    await world.orders.updateOne({ _id: order.id }, { $set: { totalMinor: 10 }, $inc: { version: 1 } });
    const body = { ...aPayment(order.id), amount: 0.1 };
    const refused = await asAda('POST', '/payments', { body });
    expect([refused.status, refused.body.code]).toEqual([422, 'amount-not-chargeable']);
    expect((await asAda('GET', `/orders/${order.id}`)).body).toMatchObject({ status: 'pending' });
    expect(await world.payments.countDocuments({ orderId: order.id })).toBe(0);
    await world.orders.updateOne({ _id: order.id }, { $set: { totalMinor: 9998 }, $inc: { version: 1 } });
  });

  test('cancels an unpaid order when its payment window closes', async () => {
    const hurried = await world.start({ PAYMENT_WINDOW_MS: '1500' });
    const client = clientOf(() => hurried.http, await tokenFor(world.keys, ada));
    const { body: order } = await client('POST', '/orders', { body: anOrder() });
    await becomes(order.id, 'cancelled');
    const { cancellationReason, updatedAt } = (await client('GET', `/orders/${order.id}`)).body;
    expect(cancellationReason).toBe('payment_window_closed');
    expect(Date.parse(updatedAt) - Date.parse(order.createdAt)).toBeGreaterThanOrEqual(1500);
    expect(await hurried.stop()).toBe(0);
  });
});
