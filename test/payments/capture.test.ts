import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start({ PORT: world.webhookPort });
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

const becomes = (path: string, status: string) =>
  eventually(async () => expect((await asAdmin('GET', path)).body.status).toBe(status));

const kindsOf = async (orderId: string) => (await ledgerOf(world, orderId)).map(({ kind, amount }) => [kind, amount]);

/** Places an order and authorizes its payment without a capture. */
const authorizeOrder = async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { status, body } = await asAda('POST', '/payments', { body: { ...aPayment(order.id), capture: false } });
  expect([status, body.status]).toEqual([200, 'authorized']);
  return { orderId: order.id as string, payment: `/payments/${body.id}` };
};

describe('an authorization', () => {
  test('is captured once, and confirms the order', async () => {
    const { orderId, payment } = await authorizeOrder();
    expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe('pending');
    const { status, body } = await asAdmin('POST', `${payment}/capture`, { body: {}, ...withKey('capture-1') });
    expect([status, body.status]).toEqual([200, 'processed']);
    await becomes(`/orders/${orderId}`, 'confirmed');
    expect(await kindsOf(orderId)).toEqual([
      ['authorization', 9998],
      ['capture', 9998],
    ]);
    const again = await asAdmin('POST', `${payment}/capture`, { body: {}, ...withKey('capture-1') });
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    const twice = await asAdmin('POST', `${payment}/capture`, { body: {} });
    expect([twice.status, twice.body.code]).toEqual([409, 'payment-not-capturable']);
    const late = await asAdmin('POST', `${payment}/void`, { body: {} });
    expect([late.status, late.body.code]).toEqual([409, 'payment-not-voidable']);
  });

  test('releases the rest on a partial capture, confirms the order, and only the captured amount can be refunded', async () => {
    const { orderId, payment } = await authorizeOrder();
    for (const [amount, wanted] of [
      [0, 'capture-exceeds-authorized'],
      [-1, 'invalid-request'],
      [99.99, 'capture-exceeds-authorized'],
    ] as const) {
      const refused = await asAdmin('POST', `${payment}/capture`, { body: { amount } });
      expect([amount, refused.body.code]).toEqual([amount, wanted]);
    }
    const { body } = await asAdmin('POST', `${payment}/capture`, { body: { amount: 60 } });
    expect(body).toMatchObject({ status: 'processed', amount: 99.98, capturedAmount: 60 });
    await becomes(`/orders/${orderId}`, 'confirmed');
    const over = await asAdmin('POST', `${payment}/refund`, { body: { amount: 60.01 } });
    expect([over.status, over.body.code]).toEqual([422, 'refund-exceeds-captured']);
    await asAdmin('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
    await becomes(`/orders/${orderId}`, 'refunded');
    expect(await kindsOf(orderId)).toEqual([
      ['authorization', 9998],
      ['capture', 6000],
      ['refund', 6000],
    ]);
  });

  test('captures nothing when it is voided, and the order can be paid again', async () => {
    const { orderId, payment } = await authorizeOrder();
    const { status, body } = await asAdmin('POST', `${payment}/void`, { body: { reason: 'ordered by mistake' } });
    expect([status, body.status]).toEqual([200, 'voided']);
    const late = await asAdmin('POST', `${payment}/capture`, { body: {} });
    expect([late.status, late.body.code]).toEqual([409, 'payment-not-capturable']);
    await eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.paymentId).toBeUndefined());
    expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).status).toBe(200);
    await becomes(`/orders/${orderId}`, 'confirmed');
  });

  test('is voided automatically when the order is cancelled', async () => {
    const { orderId, payment } = await authorizeOrder();
    await asAda('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
    await becomes(payment, 'voided');
    expect(await kindsOf(orderId)).toEqual([
      ['authorization', 9998],
      ['void', 9998],
    ]);
  });

  test('accepts one of a capture and a void that race, and rejects the other', async () => {
    const { orderId, payment } = await authorizeOrder();
    const both = await Promise.all(
      ['capture', 'void'].map((command) => asAdmin('POST', `${payment}/${command}`, { body: {} })),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await ledgerOf(world, orderId)).toHaveLength(2);
  });

  test('is captured and voided only by staff', async () => {
    const { payment } = await authorizeOrder();
    for (const command of ['capture', 'void']) {
      expect((await asAda('POST', `${payment}/${command}`, { body: {} })).status).toBe(403);
    }
    await asAdmin('POST', `${payment}/void`, { body: {} });
  });

  test('is voided when its window closes without a capture', async () => {
    await service.stop();
    service = await world.start({ PORT: world.webhookPort, AUTHORIZATION_WINDOW_MS: '300' });
    const { orderId, payment } = await authorizeOrder();
    await becomes(payment, 'voided');
    expect(await kindsOf(orderId)).toEqual([
      ['authorization', 9998],
      ['void', 9998],
    ]);
  });
});
