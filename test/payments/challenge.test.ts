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
  eventually(async () => expect((await asAdmin('GET', path)).body.status).toBe(status), 40_000);

/** Pays with a card whose bank challenges the customer. */
const payWithChallenge = async (by: object) => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const payment = { ...aPayment(order.id), ...by };
  const { status, body, headers } = await asAda('POST', '/payments', { body: payment, ...withKey() });
  expect([status, body.status, headers.get('location')]).toEqual([202, 'pending', `/payments/${body.id}`]);
  expect(body.nextAction).toEqual({ type: 'redirect', url: expect.stringMatching(/^http/) });
  return { orderId: order.id as string, payment: `/payments/${body.id}`, url: body.nextAction.url as string };
};

const answer = async (url: string, decision: 'approve' | 'decline') => {
  const { status } = await fetch(url, { method: 'POST', body: `answer=${decision}` });
  expect(status).toBe(200);
};

describe('a challenge', () => {
  test.each([
    ['3-D Secure', { cardToken: 'tok_threeDSecureRequired' }],
    ['PayPal', { cardToken: 'tok_paypal', paymentMethod: 'paypal' }],
  ])('of %s confirms the order when the customer approves', async (_name, by) => {
    const { orderId, payment, url } = await payWithChallenge(by);
    expect(await ledgerOf(world, orderId)).toEqual([]);
    await answer(url, 'approve');
    await becomes(payment, 'processed');
    await becomes(`/orders/${orderId}`, 'confirmed');
    expect((await asAda('GET', payment)).body.nextAction).toBeUndefined();
  });

  test('lets the order be paid again when the customer declines', async () => {
    const { orderId, payment, url } = await payWithChallenge({ cardToken: 'tok_threeDSecureRequired' });
    await answer(url, 'decline');
    await becomes(payment, 'failed');
    await becomes(`/orders/${orderId}`, 'payment_failed');
    expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).status).toBe(200);
  });

  test('is looked up when no webhook arrives', async () => {
    const fault = { path: 'webhooks', kind: 'lost' };
    await fetch(`${world.sandbox}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const { payment, url } = await payWithChallenge({ cardToken: 'tok_threeDSecureRequired' });
    await answer(url, 'approve');
    await becomes(payment, 'processed');
    const { data } = (await (await fetch(`${world.sandbox}/faults`)).json()) as { data: { fired: number }[] };
    expect(data[0]?.fired).toBeGreaterThan(1);
    await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
  });

  test('is voided when the order is cancelled meanwhile, and cannot be charged later', async () => {
    const { orderId, payment, url } = await payWithChallenge({ cardToken: 'tok_threeDSecureRequired' });
    await asAda('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
    await becomes(payment, 'voided');
    expect((await fetch(url, { method: 'POST', body: 'answer=approve' })).status).toBe(400);
    expect(await ledgerOf(world, orderId)).toEqual([]);
  });

  test('fails the payment when the customer abandons it, and the order can be paid again', async () => {
    await service.stop();
    service = await world.start({ PORT: world.webhookPort, CHALLENGE_WINDOW_MS: '500' });
    const { orderId, payment, url } = await payWithChallenge({ cardToken: 'tok_threeDSecureRequired' });
    await becomes(payment, 'failed');
    expect((await asAda('GET', payment)).body.failureCode).toBe('AUTHENTICATION_ABANDONED');
    await becomes(`/orders/${orderId}`, 'payment_failed');
    expect((await fetch(url, { method: 'POST', body: 'answer=approve' })).status).toBe(400);
  });
});
