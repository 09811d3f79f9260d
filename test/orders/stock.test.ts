import { ada, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf, ledgerOf } from '../support/invariants/invariants';
import { useService } from '../support/service';
import { scarce, scarcePrice, stockOf } from '../support/stock';

const shop = useService();
const stock = () => stockOf(shop.world);

afterEach(async () => {
  await stock().clearFaults();
  await assertInvariants(shop.world);
});

const scarceOrder = (...quantities: number[]) => ({
  userId: ada,
  currency: 'USD',
  items: quantities.map((quantity) => ({ productId: scarce, quantity })),
});

const place = (body: object, options: { headers?: Record<string, string> } = {}) =>
  shop.asAda('POST', '/orders', { body, ...options });

const pay = (orderId: string, quantity: number, more: object = {}) =>
  shop.asAda('POST', '/payments', {
    body: { orderId, amount: quantity * scarcePrice, paymentMethod: 'credit_card', cardToken: 'tok_visa', ...more },
  });

const placeScarce = async (quantity: number): Promise<string> => {
  await stock().receive(scarce, quantity);
  const { status, body } = await place(scarceOrder(quantity));
  expect(status).toBe(201);
  return body.id;
};

const stockStateOf = async (orderId: string) => (await shop.world.orders.findOne({ _id: orderId }))?.stock?.state;
const untilStockIs = (orderId: string, state: string) =>
  eventually(async () => expect(await stockStateOf(orderId)).toBe(state), 30_000);
const kindsOf = async (reservationId: string) =>
  (await stock().movements(reservationId)).map(({ kind, quantity }) => [kind, quantity]);
const setStatus = (orderId: string, status: string) =>
  shop.asAdmin('PATCH', `/orders/${orderId}`, { body: { status } });
const eventsOf = async (orderId: string) =>
  (await entriesOf(shop.world.redis, 'order-events')).filter(({ subject }) => subject === orderId);

/** Moves the time of a work item to now. */
const makeDue = async (orderId: string, kind: string): Promise<void> => {
  const due = { $set: { 'work.$.dueAt': new Date(), nextActionAt: new Date() }, $inc: { version: 1 } };
  const { modifiedCount } = await shop.world.orders.updateOne({ _id: orderId, 'work.kind': kind }, due as never);
  expect(modifiedCount).toBe(1);
};
const expiryOf = async (orderId: string) => Date.parse((await stock().reservation(orderId))?.expiresAt ?? '');

describe('the stock of an order', () => {
  test('is held, confirmed, shipped and restocked, and its sums hold', async () => {
    const before = await stock().level(scarce);
    const orderId = await placeScarce(3);
    const expiry = Date.parse((await stock().reservation(orderId))?.expiresAt ?? '');
    expect(expiry).toBeGreaterThan(Date.now());
    await pay(orderId, 3);
    await untilStockIs(orderId, 'confirmed');
    expect(await stock().reservation(orderId)).toMatchObject({ state: 'confirmed', expiresAt: null });
    await eventually(async () => {
      const confirmed = (await eventsOf(orderId)).find(({ type }) => type === 'order.stock_confirmed');
      expect(JSON.parse(confirmed?.data ?? '{}')).toMatchObject({ lines: [{ productId: scarce, quantity: 3 }] });
    });
    await setStatus(orderId, 'shipped');
    await untilStockIs(orderId, 'shipped');
    expect(await stock().level(scarce)).toEqual(before);
    await setStatus(orderId, 'returned');
    await untilStockIs(orderId, 'restocked');
    expect(await kindsOf(orderId)).toEqual([
      ['hold', 3],
      ['confirm', 3],
      ['ship', 3],
    ]);
    expect(await stock().level(scarce)).toEqual({
      onHand: before.onHand + 3,
      held: before.held,
      available: before.available + 3,
    });
  });

  test('is released when the order is cancelled, and an event tells which goods', async () => {
    const orderId = await placeScarce(2);
    const { available } = await stock().level(scarce);
    await setStatus(orderId, 'cancelled');
    await untilStockIs(orderId, 'released');
    expect((await stock().level(scarce)).available).toBe(available + 2);
    const [released] = await eventually(async () => {
      const found = (await eventsOf(orderId)).filter(({ type }) => type === 'order.stock_released');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(JSON.parse(released?.data ?? '{}')).toMatchObject({
      status: 'cancelled',
      lines: [{ productId: scarce, quantity: 2 }],
    });
  });

  test('is held for the sum of all lines of a product', async () => {
    const { available } = await stock().level(scarce);
    const quantity = Math.ceil((available + 1) / 2);
    const { status, body } = await place(scarceOrder(quantity, quantity));
    expect([status, body.code]).toEqual([409, 'out-of-stock']);
    expect((await stock().level(scarce)).available).toBe(available);
  });

  test('is asked about when the catalog is down at the confirmation, and shipped nevertheless', async () => {
    const orderId = await placeScarce(1);
    await stock().plantFault({ path: `/reservations/${orderId}/confirm`, kind: 'down', times: 2 });
    await pay(orderId, 1);
    await untilStockIs(orderId, 'confirmed');
    expect(await stock().firings()).toEqual([2]);
    await stock().plantFault({ path: `/reservations/${orderId}/shipments`, kind: 'lost-answer', times: 1 });
    await setStatus(orderId, 'shipped');
    await untilStockIs(orderId, 'shipped');
    expect(await kindsOf(orderId)).toEqual([
      ['hold', 1],
      ['confirm', 1],
      ['ship', 1],
    ]);
  });
});

describe('a hold', () => {
  test('whose reply is lost is made once for a request that is repeated with its key', async () => {
    await stock().receive(scarce, 10);
    const { held } = await stock().level(scarce);
    await stock().plantFault({ path: '/reservations', method: 'PUT', kind: 'lost-answer', times: 3 });
    const key = withKey();
    const statuses: number[] = [];
    await eventually(async () => {
      const { status } = await place(scarceOrder(10), key);
      statuses.push(status);
      expect(status).toBe(201);
    }, 30_000);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(3);
    expect((await stock().level(scarce)).held).toBe(held + 10);
    const { body: order } = await place(scarceOrder(10), key);
    await setStatus(order.id, 'cancelled');
    await untilStockIs(order.id, 'released');
    expect((await stock().level(scarce)).held).toBe(held);
  });

  test('whose reply is lost is released when the request has no key', async () => {
    await stock().receive(scarce, 4);
    const { held } = await stock().level(scarce);
    await stock().plantFault({ path: '/reservations', method: 'PUT', kind: 'lost-answer', times: 1 });
    expect((await place(scarceOrder(4))).status).toBe(503);
    await eventually(async () => expect((await stock().level(scarce)).held).toBe(held));
    expect((await stock().movements()).slice(-2).map(({ kind }) => kind)).toEqual(['hold', 'release']);
  });

  test('of a process that was killed before the order was stored is shared by the repeated request', async () => {
    await stock().receive(scarce, 5);
    const { held } = await stock().level(scarce);
    const doomed = await shop.world.start({ ROLES: 'api', FAULT_POINT: 'stock-held:1' });
    const asDoomed = clientOf(() => doomed.http, await tokenFor(shop.world.keys, ada));
    const key = withKey('a-key-of-a-killed-process');
    await expect(asDoomed('POST', '/orders', { body: scarceOrder(5), ...key })).rejects.toThrow();
    expect((await stock().level(scarce)).held).toBe(held + 5);
    expect((await place(scarceOrder(5), key)).status).toBe(201);
    expect((await stock().level(scarce)).held).toBe(held + 5);
  });

  test('of an order that was never stored expires', async () => {
    await stock().receive(scarce, 5);
    const { held } = await stock().level(scarce);
    const doomed = await shop.world.start({ ROLES: 'api', FAULT_POINT: 'stock-held:1', PAYMENT_WINDOW_MS: '1000' });
    const asDoomed = clientOf(() => doomed.http, await tokenFor(shop.world.keys, ada));
    await expect(asDoomed('POST', '/orders', { body: scarceOrder(5) })).rejects.toThrow();
    expect((await stock().level(scarce)).held).toBe(held + 5);
    await stock().advance('PT11M');
    expect((await stock().level(scarce)).held).toBe(held);
  });

  test('is renewed while the payment of its order is authorized', async () => {
    const orderId = await placeScarce(1);
    const before = Date.parse((await stock().reservation(orderId))?.expiresAt ?? '');
    await pay(orderId, 1, { capture: false });
    await eventually(async () => {
      const { expiresAt } = (await stock().reservation(orderId)) ?? { expiresAt: null };
      expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(before);
    });
    const order = await shop.world.orders.findOne({ _id: orderId });
    expect(order?.work.map(({ kind }) => kind)).toEqual(['stockHold']);
    await setStatus(orderId, 'cancelled');
  });
});

test('a hold is prolonged as long as the outcome of a payment is unknown', async () => {
  const orderId = await placeScarce(1);
  await stock().plantFault({ path: '/v1/payment_intents', kind: 'down' });
  const { status } = await pay(orderId, 1);
  expect(status).toBe(202);
  for (const timer of ['paymentWindow', 'stockHold', 'stockHold']) {
    const before = await expiryOf(orderId);
    await makeDue(orderId, timer);
    await eventually(async () => expect(await expiryOf(orderId)).toBeGreaterThan(before));
    await eventually(async () => {
      const order = await shop.world.orders.findOne({ _id: orderId });
      expect(order?.work.find(({ kind }) => kind === 'stockHold')?.dueAt?.getTime()).toBeGreaterThan(Date.now());
    });
  }
  await stock().clearFaults();
  await untilStockIs(orderId, 'confirmed');
  expect(await kindsOf(orderId)).toEqual([
    ['hold', 1],
    ['confirm', 1],
  ]);
});

test('goods that are held after their order was cancelled are released again', async () => {
  const orderId = await placeScarce(2);
  await stock().plantFault({ path: `/reservations/${orderId}`, method: 'PUT', kind: 'delay', ms: 1_000 });
  await pay(orderId, 2, { capture: false });
  await eventually(async () => expect(await stock().firings()).toEqual([1]));
  await setStatus(orderId, 'cancelled');
  await untilStockIs(orderId, 'released');
  await eventually(async () =>
    expect(await kindsOf(orderId)).toEqual([
      ['hold', 2],
      ['release', 2],
      ['hold', 2],
      ['release', 2],
    ]),
  );
  const released = (await eventsOf(orderId)).filter(({ type }) => type === 'order.stock_released');
  expect(released).toHaveLength(1);
});

describe('a paid order whose hold has lapsed', () => {
  /** Places and pays an order whose payment is known only after its hold has expired and the goods were sold. */
  const paidTooLate = async (env: Record<string, string> = {}): Promise<string> => {
    await shop.restart({ ROLES: 'api,worker,relay', ...env });
    const orderId = await placeScarce(1);
    await pay(orderId, 1);
    await stock().release(orderId);
    await stock().holdForAnother(scarce, (await stock().level(scarce)).available);
    await shop.restart(env);
    return orderId;
  };

  test('is cancelled, and its money is refunded', async () => {
    const orderId = await paidTooLate();
    await shop.untilOrderIs(orderId, 'refunded');
    expect((await shop.asAda('GET', `/orders/${orderId}`)).body.cancellationReason).toBe('out_of_stock');
    expect((await ledgerOf(shop.world, orderId)).map(({ kind }) => kind)).toEqual(['charge', 'refund']);
  });

  test('waits for the goods if backorders are allowed', async () => {
    const orderId = await paidTooLate({ BACKORDERS_ALLOWED: 'true' });
    await untilStockIs(orderId, 'backordered');
    const { body, status } = await setStatus(orderId, 'shipped');
    expect([status, body.detail]).toEqual([409, 'The goods of the order are sold out']);
    await stock().receive(scarce, 1);
    await makeDue(orderId, 'confirm');
    await untilStockIs(orderId, 'confirmed');
    expect((await setStatus(orderId, 'shipped')).status).toBe(200);
  });
});
