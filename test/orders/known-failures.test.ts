import { createHmac, randomUUID } from 'node:crypto';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World, webhookSecret } from '../support/world';

let world: World;
let asAda: Client;
let asAdmin: Client;
let http: string;

beforeAll(async () => {
  world = await startWorld();
  const service = await world.start({ PORT: world.webhookPort, RECONCILE_EVERY_MS: '500' });
  http = service.http;
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

const placed = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;
const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status));
const paid = async () => {
  const orderId = await placed();
  const { body } = await asAda('POST', '/payments', { body: aPayment(orderId) });
  await becomes(orderId, 'confirmed');
  return { orderId, paymentId: body.id as string };
};
const movements = async (orderId: string) =>
  (await ledgerOf(world, orderId)).map(({ kind, amount }) => [kind, amount] as const);
const reservation = async (orderId: string) => (await fetch(`${world.sandbox}/reservations/${orderId}`)).status;

/** Plants faults in the gateway, and asserts at the end that each has fired. */
const withFaults = async (faults: object[], run: () => Promise<void>): Promise<void> => {
  const post = (one: object) => fetch(`${world.sandbox}/faults`, { method: 'POST', body: JSON.stringify(one) });
  for (const one of faults) expect((await post(one)).status).toBe(201);
  await run();
  const { data } = (await (await fetch(`${world.sandbox}/faults`)).json()) as { data: { fired: number }[] };
  expect(data.filter(({ fired }) => fired === 0)).toEqual([]);
  await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
};
const onCharge = (kind: string, ms = 0) => ({ path: '/v1/payment_intents', method: 'POST', kind, ms, times: 1 });

/** Repeats the success webhook of a charge under a new event id. Resolves when the event has been applied. */
const repeatSuccess = async (paymentId: string): Promise<void> => {
  const id = `evt_${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  const metadata = { paymentId, workId: 'charge-1' };
  const [{ paymentIntent } = { paymentIntent: '' }] = (await ledgerOf(world)).filter(
    (line) => line.metadata.paymentId === paymentId,
  );
  const object = { id: paymentIntent, object: 'payment_intent', status: 'succeeded', amount_received: 9998, metadata };
  const body = JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', created, data: { object } });
  const signature = createHmac('sha256', webhookSecret).update(`${created}.${body}`).digest('hex');
  const headers = { 'stripe-signature': `t=${created},v1=${signature}` };
  expect((await fetch(`${http}/webhooks/stripe`, { method: 'POST', body, headers })).status).toBe(200);
  const events = world.databases[1]?.collection<{ _id: string; state: string }>('gateway-events');
  await eventually(async () => expect(await events?.countDocuments({ _id: id, state: 'waiting' })).toBe(0));
};

describe('money defects of other shop systems', () => {
  test('WooCommerce-Stripe 5703, 5362: refunds money that arrives for a cancelled order', () =>
    withFaults([onCharge('slow-answer', 600)], async () => {
      const orderId = await placed();
      await asAda('POST', '/payments', { body: aPayment(orderId), headers: { prefer: 'respond-async' } });
      await eventually(async () => expect(await movements(orderId)).toHaveLength(1));
      await asAda('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
      await becomes(orderId, 'refunded');
      expect(await movements(orderId)).toEqual([
        ['charge', 9998],
        ['refund', 9998],
      ]);
    }));

  test('Mollie-WooCommerce 1252: neither reopens a refunded order nor reserves its stock again on a late success webhook', async () => {
    const { orderId, paymentId } = await paid();
    await asAda('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
    await becomes(orderId, 'refunded');
    await assertInvariants(world);
    const before = await world.orders.findOne({ _id: orderId });
    const stock = await reservation(orderId);
    await repeatSuccess(paymentId);
    await assertInvariants(world);
    expect((await world.orders.findOne({ _id: orderId }))?.version).toBe(before?.version);
    expect(await reservation(orderId)).toBe(stock);
    expect(await movements(orderId)).toHaveLength(2);
  });

  test('Medusa 13301, 15527: charges once when the webhook, the reply and other checkouts race', () =>
    withFaults([onCharge('slow-answer', 400)], async () => {
      const orderId = await placed();
      const checkouts = Array.from({ length: 5 }, () =>
        asAda('POST', '/payments', { body: aPayment(orderId), ...withKey() }),
      );
      const statuses = (await Promise.all(checkouts)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
      await becomes(orderId, 'confirmed');
      await assertInvariants(world);
      expect(await movements(orderId)).toEqual([['charge', 9998]]);
    }));

  test('Saleor 9504: captures nothing more when the success webhook repeats', async () => {
    const { orderId, paymentId } = await paid();
    await repeatSuccess(paymentId);
    await repeatSuccess(paymentId);
    expect((await asAdmin('GET', `/payments/${paymentId}`)).body).toMatchObject({ capturedAmount: 99.98 });
    const processed = (await entriesOf(world.redis, 'payment-events')).filter(
      ({ subject, type }) => subject === orderId && type === 'payment.processed',
    );
    expect(processed).toHaveLength(1);
  });

  test('pretix 343: refunds a duplicate charge, publishes both movements, and the order stays paid', async () => {
    const { orderId, paymentId } = await paid();
    const form = new URLSearchParams({
      amount: '9998',
      currency: 'usd',
      confirm: 'true',
      'allowed_payment_method_types[0]': 'card',
      payment_method: 'pm_card_visa',
      // Not the id of the order: the invariants would report the planted double charge.
      'metadata[orderId]': 'planted',
      'metadata[paymentId]': paymentId,
      'metadata[workId]': 'charge-1',
    });
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const second = await fetch(`${world.sandbox}/v1/payment_intents`, { method: 'POST', body: form, headers });
    const { id } = (await second.json()) as { id: string };
    await eventually(async () => {
      const refunds = (await ledgerOf(world, 'planted')).filter(({ kind }) => kind === 'refund');
      expect(refunds.map(({ paymentIntent }) => paymentIntent)).toEqual([id]);
    });
    expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe('confirmed');
    expect((await asAdmin('GET', `/payments/${paymentId}`)).body).toMatchObject({
      status: 'processed',
      refundedAmount: 0,
      refunds: [],
    });
    await eventually(async () => {
      const own = (await entriesOf(world.redis, 'payment-events')).filter(({ subject }) => subject === orderId);
      expect(own.map(({ type }) => type)).toEqual([
        'payment.processed',
        'payment.duplicate_charged',
        'payment.duplicate_refunded',
      ]);
    });
  });

  test('WooCommerce-Stripe 838: refunds once when the reply is lost and the request repeats', () =>
    withFaults([{ path: '/v1/refunds', method: 'POST', kind: 'lost-answer', ms: 0, times: 1 }], async () => {
      const { orderId, paymentId } = await paid();
      const once = { body: { amount: 40 }, ...withKey() };
      await asAdmin('POST', `/payments/${paymentId}/refund`, once);
      await asAdmin('POST', `/payments/${paymentId}/refund`, once);
      await eventually(async () =>
        expect((await asAdmin('GET', `/payments/${paymentId}`)).body.refundedAmount).toBe(40),
      );
      expect(await movements(orderId)).toEqual([
        ['charge', 9998],
        ['refund', 4000],
      ]);
    }));
});
