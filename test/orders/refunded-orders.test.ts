import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let asAda: Client;
let asAdmin: Client;
let asWarehouse: Client;

const warehouse = '44444444-4444-4444-8444-444444444444';

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start();
  const as = async (userId: string, role: string) => clientOf(() => http, await tokenFor(world.keys, userId, [role]));
  asAda = await as(ada, 'user');
  asAdmin = await as(alan, 'admin');
  asWarehouse = await as(warehouse, 'service');
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

const becomes = (orderId: string, wanted: object) =>
  eventually(async () => expect((await asAdmin('GET', `/orders/${orderId}`)).body).toMatchObject(wanted));

const confirmOrder = async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
  await becomes(order.id, { status: 'confirmed', paymentStatus: 'paid', paidAmount: 99.98 });
  return { orderId: order.id as string, paymentId: payment.id as string };
};

const refund = async (paymentId: string, amount?: number) => {
  const body = amount === undefined ? {} : { amount };
  expect((await asAdmin('POST', `/payments/${paymentId}/refund`, { body, ...withKey() })).status).toBe(200);
};

const patch = (as: Client, orderId: string, status: string, headers = {}) =>
  as('PATCH', `/orders/${orderId}`, { body: { status }, headers });

describe('refunds and returns', () => {
  test('cancel a confirmed order on a full refund, and reject its shipping', async () => {
    const { orderId, paymentId } = await confirmOrder();
    await refund(paymentId, 49.99);
    await becomes(orderId, { status: 'confirmed', paymentStatus: 'partially_refunded', paidAmount: 49.99 });
    await refund(paymentId);
    await becomes(orderId, {
      status: 'refunded',
      paymentStatus: 'refunded',
      paidAmount: 0,
      cancellationReason: 'refunded',
    });
    expect((await patch(asWarehouse, orderId, 'shipped')).status).toBe(409);
    await eventually(async () => {
      const entries = (await entriesOf(world.redis, 'order-events')).filter(({ subject }) => subject === orderId);
      const types = entries.map(({ type = '' }) => type).filter((type) => !type.startsWith('order.stock_'));
      expect(types.slice(-2)).toEqual(['order.cancelled', 'order.refunded']);
    });
  });

  test.each(['shipped', 'delivered'])(
    'show the refund of an order that is %s, and set it to refunded on its return',
    async (until) => {
      const { orderId, paymentId } = await confirmOrder();
      for (const status of ['shipped', 'delivered']) {
        await patch(asWarehouse, orderId, status);
        if (status === until) break;
      }
      await refund(paymentId);
      await becomes(orderId, { status: until, paymentStatus: 'refunded', paidAmount: 0 });
      const { status, body } = await patch(asWarehouse, orderId, 'returned');
      expect([status, body.status]).toEqual([200, 'refunded']);
      expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge', 'refund']);
    },
  );

  test('reject a return that a user declares', async () => {
    const { orderId } = await confirmOrder();
    await patch(asWarehouse, orderId, 'shipped');
    const { body } = await asAda('GET', `/orders/${orderId}`);
    expect(body.allowedTransitions).toEqual([]);
    const refused = await patch(asAda, orderId, 'returned');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });

  test('accept a PATCH that its caller repeats, without a change, whatever its If-Match', async () => {
    const { orderId } = await confirmOrder();
    const { headers } = await asAda('GET', `/orders/${orderId}`);
    const ifMatch = { 'if-match': headers.get('etag') ?? '' };
    const first = await patch(asAda, orderId, 'cancelled', ifMatch);
    expect(first.status).toBe(200);
    const again = await patch(asAda, orderId, 'cancelled', ifMatch);
    expect([again.status, again.body.cancellationReason]).toEqual([200, 'requested']);
    await becomes(orderId, { status: 'refunded' });
    expect((await patch(asAda, orderId, 'cancelled')).status).toBe(200);
    const other = await patch(asAdmin, orderId, 'cancelled');
    expect([other.status, other.body.code]).toEqual([409, 'illegal-transition']);
  });
});
