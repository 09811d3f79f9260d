import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import {
  failAll,
  type GatewayProxy,
  keepError,
  refuseCredentials,
  startGatewayProxy,
} from '../support/gateway/gateway-proxy';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let proxy: GatewayProxy;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;
let asService: Client;

beforeAll(async () => {
  world = await startWorld();
  proxy = await startGatewayProxy(world.sandbox);
  service = await world.start({ STRIPE_API_URL: proxy.url, OUTCOME_OVERDUE_MS: '1500' });
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
  asService = clientOf(() => service.http, await tokenFor(world.keys, alan, ['service']));
});
afterEach(() => {
  proxy.obey();
  proxy.requests.length = 0;
});
afterAll(async () => {
  await world.end();
  await proxy.close();
});

const payOrder = async (capture = true): Promise<{ orderId: string; paymentId: string }> => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { body: payment } = await asAda('POST', '/payments', { body: { ...aPayment(order.id), capture } });
  expect(payment.status).toBe(capture ? 'processed' : 'authorized');
  return { orderId: order.id, paymentId: payment.id };
};

const becomes = (paymentId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/payments/${paymentId}`)).body.status).toBe(status), 30_000);

const attentionOf = async (paymentId: string) =>
  ((await world.payments.findOne({ _id: paymentId }))?.attention?.items ?? []).map(({ reason }) => reason);

const keysSent = (path: RegExp): (string | undefined)[] => [
  ...new Set(proxy.requests.filter((one) => one.method === 'POST' && path.test(one.path)).map(({ key }) => key)),
];

describe('the payment service', () => {
  test.each([
    ['refund', /^\/v1\/refunds/, true, 'refunded', ['charge', 'refund']],
    ['capture', /\/capture$/, false, 'processed', ['authorization', 'capture']],
    ['void', /\/cancel$/, false, 'voided', ['authorization', 'void']],
  ] as const)(
    'makes a %s once, under a new key, when its first attempt fails for good',
    async (command, path, capture, status, lines) => {
      const { orderId, paymentId } = await payOrder(capture);
      proxy.obey(keepError(path));
      const { status: answered } = await asAdmin('POST', `/payments/${paymentId}/${command}`, {
        body: {},
        headers: { prefer: 'wait=0' },
      });
      expect(answered).toBe(202);
      await becomes(paymentId, status);
      expect((await ledgerOf(world, orderId)).map(({ kind }) => kind)).toEqual(lines);
      const [first = '', second] = keysSent(path);
      expect(first).toMatch(new RegExp(`^${paymentId}-${command}-`));
      expect(second).toBe(`${first}-attempt-2`);
      await assertInvariants(world);
    },
  );

  test('flags an outcome that stays unknown for an operator until it is known', async () => {
    const { paymentId } = await payOrder();
    proxy.obey(failAll(/^\/v1\/refunds/));
    await asAdmin('POST', `/payments/${paymentId}/refund`, { body: {}, headers: { prefer: 'wait=0' } });
    await eventually(async () => expect(await attentionOf(paymentId)).toEqual(['outcome-unknown']), 30_000);
    const shown = (await asAdmin('GET', `/payments/${paymentId}`)).body;
    expect(shown.refunds[0].status).toBe('pending');
    expect(shown.attempts).toMatchObject([
      { kind: 'charge', state: 'succeeded', attempt: 1, tries: 1, amount: 99.98 },
      { kind: 'refund', state: 'unknown', attempt: 1, lastError: expect.stringMatching(/^Stripe\w+Error .*\(\d+\)/) },
    ]);
    expect(shown.attempts[0]).not.toHaveProperty('nextTryAt');
    expect(Date.parse(shown.attempts[1].nextTryAt)).toBeGreaterThan(Date.parse(shown.attempts[1].firstSentAt));
    expect((await asAda('GET', `/payments/${paymentId}`)).body).not.toHaveProperty('attempts');
    proxy.obey();
    await becomes(paymentId, 'refunded');
    expect(await attentionOf(paymentId)).toEqual([]);
    await assertInvariants(world);
  });

  test('names a refund that is more than the gateway has left, for admins only', async () => {
    const { orderId, paymentId } = await payOrder();
    const body = JSON.stringify({ orderId, amount: 6000 });
    await fetch(`${world.sandbox}/dashboard/refunds`, { method: 'POST', body });
    const refused = await asAdmin('POST', `/payments/${paymentId}/refund`, { body: { amount: 60 } });
    expect([refused.status, refused.body.code]).toEqual([409, 'refund-declined']);
    expect(refused.body.detail).toContain('REFUND_EXCEEDS_CHARGE');
    const attempts = async (client: Client) => (await client('GET', `/payments/${paymentId}`)).body.attempts;
    expect((await attempts(asAdmin))[1]).toMatchObject({ state: 'declined', failureCode: 'REFUND_EXCEEDS_CHARGE' });
    expect((await attempts(asService))[1]).not.toHaveProperty('failureCode');
  });

  test('stops the calls when the gateway refuses the credentials, and continues once it accepts them', async () => {
    proxy.obey(refuseCredentials);
    const orders = await Promise.all(Array.from({ length: 5 }, () => asAda('POST', '/orders', { body: anOrder() })));
    const payments = await Promise.all(
      orders.map(({ body }) => asAda('POST', '/payments', { body: aPayment(body.id), headers: { prefer: 'wait=0' } })),
    );
    expect(payments.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    const ids = payments.map(({ body }) => body.id as string);
    await eventually(async () => {
      for (const id of ids) expect(await attentionOf(id)).toEqual(['gateway-refuses-us']);
    });
    const ready = await fetch(`${service.ops}/readyz`);
    expect(await ready.json()).toMatchObject({ status: 'degraded', gateway: 'down' });
    // Five charges that were sent at once, and occasional probes.
    expect(proxy.requests.length).toBeLessThan(12);
    const charges = (await world.payments.find({ _id: { $in: ids } }).toArray()).flatMap(({ work }) => work);
    expect(charges.filter(({ kind }) => kind === 'charge').map(({ tries, state }) => [tries, state])).toEqual(
      ids.map(() => [0, 'ready']),
    );

    // Once the refusal is known, further charges are not even tried.
    const called = proxy.requests.length;
    const more = await Promise.all(Array.from({ length: 10 }, () => asAda('POST', '/orders', { body: anOrder() })));
    for (const { body } of more) {
      const { body: later } = await asAda('POST', '/payments', {
        body: aPayment(body.id),
        headers: { prefer: 'wait=0' },
      });
      ids.push(later.id);
    }
    await eventually(async () => {
      for (const id of ids) expect(await attentionOf(id)).toEqual(['gateway-refuses-us']);
    });
    expect(proxy.requests.length - called).toBeLessThan(10);

    proxy.obey();
    for (const id of ids) await becomes(id, 'processed');
    for (const id of ids) expect(await attentionOf(id)).toEqual([]);
    expect(await (await fetch(`${service.ops}/readyz`)).json()).toMatchObject({ status: 'ready', gateway: 'up' });
    await assertInvariants(world);
  });
});
