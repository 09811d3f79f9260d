import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

const returnUrl = 'https://shop.example/orders';

let world: World;
let services: ServiceProcess[];
let asAda: Client;
let asAlan: Client;
let asAdmin: Client;

beforeAll(async () => {
  world = await startWorld({
    env: { RETURN_URLS: `${returnUrl},http://127.0.0.1:3000/`, STRIPE_SECRET_KEY: 'sk_test_1' },
  });
  services = [await world.start({ PORT: world.webhookPort }), await world.start()];
  const http = services[0]?.http ?? '';
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asAlan = clientOf(() => http, await tokenFor(world.keys, alan));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

const challenged = async (more: object = {}) => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const body = { ...aPayment(order.id, 'tok_threeDSecureRequired'), ...more };
  const { body: payment } = await asAda('POST', '/payments', { body, ...withKey() });
  expect(payment.nextAction).toBeDefined();
  return { orderId: order.id as string, payment: `/payments/${payment.id}`, url: payment.nextAction.url as string };
};
const statusOf = async (path: string) => (await asAdmin('GET', path)).body.status;
const approve = (url: string) => fetch(url, { method: 'POST', body: 'answer=approve', redirect: 'manual' });

describe('a customer who leaves the step of their bank', () => {
  test('pays with another card at once, and the first charge can never happen', async () => {
    const { orderId, payment, url } = await challenged();
    const { status, body } = await asAda('POST', '/payments', { body: aPayment(orderId), ...withKey() });
    expect([status, body.status]).toEqual([200, 'processed']);
    expect(await statusOf(payment)).toBe('voided');
    expect((await approve(url)).status).toBe(400);
    await eventually(async () => expect(await statusOf(`/orders/${orderId}`)).toBe('confirmed'));
    expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge']);
  });

  test('may begin the same step again and again', async () => {
    const { orderId } = await challenged();
    const body = aPayment(orderId, 'tok_threeDSecureRequired');
    const again = await asAda('POST', '/payments', { body, ...withKey() });
    const last = await asAda('POST', '/payments', { body, ...withKey() });
    expect(last.body.id).not.toBe(again.body.id);
    expect((await approve(last.body.nextAction.url)).status).toBeLessThan(400);
    await eventually(async () => expect(await statusOf(`/orders/${orderId}`)).toBe('confirmed'));
    expect(
      (await asAda('GET', `/payments/order/${orderId}`)).body.data.map(({ status }: { status: string }) => status),
    ).toEqual(['processed', 'voided', 'voided']);
  });

  test('pays once when both cards race, wherever the requests arrive', async () => {
    const rounds = await Promise.all(Array.from({ length: 6 }, () => challenged()));
    const tokens = await tokenFor(world.keys, ada);
    const clients = services.map(({ http }) => clientOf(() => http, tokens));
    await Promise.all(
      rounds.map(async ({ orderId, url }, n) => {
        const answers = await Promise.all([
          approve(url),
          ...clients.map((client) => client('POST', '/payments', { body: aPayment(orderId), ...withKey() })),
        ]);
        for (const { status } of answers.slice(1)) expect([200, 202, 409]).toContain(status);
        await eventually(async () => expect([n, await statusOf(`/orders/${orderId}`)]).toEqual([n, 'confirmed']));
        expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(['charge']);
      }),
    );
  });

  test('voids the payment, and nobody else may', async () => {
    const { orderId, payment, url } = await challenged();
    expect((await asAlan('POST', `${payment}/void`, { body: {} })).status).toBe(404);
    const { status, body } = await asAda('POST', `${payment}/void`, { body: { reason: 'changed my mind' } });
    expect([status, body.status]).toEqual([200, 'voided']);
    expect((await approve(url)).status).toBe(400);
    expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).body.status).toBe('processed');
  });

  test('voids no authorization: that is for staff', async () => {
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const held = await asAda('POST', '/payments', { body: { ...aPayment(order.id), capture: false } });
    const { status, body } = await asAda('POST', `/payments/${held.body.id}/void`, { body: {} });
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect((await asAdmin('POST', `/payments/${held.body.id}/void`, { body: {} })).body.status).toBe('voided');
  });
});

describe('a payment whose charge is out', () => {
  test('is replaced by no other', async () => {
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const first = asAda('POST', '/payments', { body: aPayment(order.id, 'tok_slow'), ...withKey() });
    await eventually(async () => expect(await world.payments.countDocuments({ orderId: order.id })).toBe(1));
    const { status, body } = await asAda('POST', '/payments', { body: aPayment(order.id), ...withKey() });
    expect([status, body.code]).toEqual([409, 'payment-in-progress']);
    await first;
    await eventually(async () => expect(await statusOf(`/orders/${order.id}`)).toBe('confirmed'), 20_000);
  });
});

describe('the return URL', () => {
  const returnUrlOf = async (orderId: string) => (await world.payments.findOne({ orderId }))?.returnUrl;

  test('is the first of the configured ones, or the one of the request', async () => {
    expect(await returnUrlOf((await challenged()).orderId)).toBe(returnUrl);
    const own = `${returnUrl}/42?from=bank`;
    expect(await returnUrlOf((await challenged({ returnUrl: own })).orderId)).toBe(own);
  });

  test('must be a configured page, or below one', async () => {
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const body = { ...aPayment(order.id), returnUrl: 'https://evil.example/orders' };
    const refused = await asAda('POST', '/payments', { body });
    expect([refused.status, refused.body.code]).toEqual([422, 'return-url-not-allowed']);
    expect(await world.payments.countDocuments({ orderId: order.id })).toBe(0);
    expect((await asAda('POST', '/payments', { body: aPayment(order.id) })).status).toBe(200);
  });
});
