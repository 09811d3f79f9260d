import { createHmac, randomUUID } from 'node:crypto';
import os from 'node:os';
import { mongo } from 'mongoose';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World, webhookSecret } from '../support/world';

let world: World;
let service: ServiceProcess;
let client: mongo.MongoClient;
let events: mongo.Collection;
let asAda: Client;
let asAdmin: Client;

beforeAll(async () => {
  world = await startWorld();
  const env = {
    PORT: world.webhookPort,
    STRIPE_WEBHOOK_SECRET: `whsec_new,${webhookSecret}`,
    GATEWAY_EVENTS_POLL_MS: '300',
  };
  service = await world.start(env);
  client = new mongo.MongoClient(world.env.PAYMENTS_MONGODB_URI ?? '', { runtimeAdapters: { os } });
  events = client.db().collection('gateway-events');
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
});
afterEach(() => assertInvariants(world));
afterAll(async () => {
  await client.close();
  await world.end();
});

const now = () => Math.floor(Date.now() / 1000);

const signed = (payload: string, secret = webhookSecret, at = now()) =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;

const post = async (payload: string, signature?: string) => {
  const headers = signature === undefined ? {} : { 'stripe-signature': signature };
  const answer = await fetch(`${service.http}/webhooks/stripe`, { method: 'POST', body: payload, headers });
  return { status: answer.status, body: (await answer.json()) as { code?: string } };
};

const anEvent = (object: object = {}, id = `evt_${randomUUID()}`, created = now()) =>
  JSON.stringify({
    id,
    object: 'event',
    type: 'payment_intent.succeeded',
    created,
    data: { object: { id: `pi_${randomUUID()}`, object: 'payment_intent', ...object } },
  });

const paid = async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
  expect(payment.status).toBe('processed');
  return { orderId: order.id as string, paymentId: payment.id as string };
};

test.each<[string, (payload: string) => [string, string | undefined]]>([
  ['unsigned', (payload) => [payload, undefined]],
  ['signed with another secret', (payload) => [payload, signed(payload, 'whsec_other')]],
  ['altered', (payload) => [payload.replace('succeeded', 'canceled'), signed(payload)]],
  ['too old', (payload) => [payload, signed(payload, webhookSecret, now() - 310)]],
  ['from the future', (payload) => [payload, signed(payload, webhookSecret, now() + 310)]],
  ['no event, though signed', () => ['{"id":"evt_1"}', signed('{"id":"evt_1"}')]],
  ['no JSON, though signed', () => ['<html>', signed('<html>')]],
])('fault 30: rejects a webhook that is %s, and changes nothing', async (_what, forge) => {
  await assertInvariants(world);
  const before = await events.countDocuments();
  const { status, body } = await post(...forge(anEvent()));
  expect([status, body.code]).toEqual([400, 'webhook-not-authentic']);
  expect(await events.countDocuments()).toBe(before);
});

test('rejects a webhook that is too large or not posted', async () => {
  expect(await post('x'.repeat(600_000), 't=1,v1=0')).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
  const answer = await fetch(`${service.http}/webhooks/stripe`);
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});

test('accepts both secrets during a rotation', async () => {
  for (const secret of ['whsec_new', webhookSecret]) {
    const payload = anEvent();
    expect((await post(payload, signed(payload, secret))).status).toBe(200);
  }
});

test('fault 27: stores ten equal webhooks and a later replay once, as unmatched without a known payment', async () => {
  const id = `evt_${randomUUID()}`;
  const payload = anEvent({ metadata: { paymentId: randomUUID(), workId: 'charge-1' } }, id);
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(payload, signed(payload))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const kept = { _id: id } as object;
  await eventually(async () => expect((await events.findOne(kept))?.state).toBe('unmatched'));
  const looked = await events.find(kept).toArray();
  expect((await post(payload, signed(payload))).status).toBe(200);
  expect(await events.find(kept).toArray()).toEqual(looked);
});

test('fault 28: moves no money on a signed event that the gateway does not confirm', async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const declined = aPayment(order.id, 'tok_chargeDeclinedInsufficientFunds');
  const { body: problem } = await asAda('POST', '/payments', { body: declined });
  const claim = { metadata: { paymentId: problem.paymentId, workId: 'charge-1' }, amount_received: 1, currency: 'eur' };
  const id = `evt_${randomUUID()}`;
  const payload = anEvent(claim, id);
  expect((await post(payload, signed(payload))).status).toBe(200);
  await eventually(async () => expect((await events.findOne({ _id: id } as object))?.state).toBe('applied'));
  expect((await asAda('GET', `/payments/${problem.paymentId}`)).body).toMatchObject({ status: 'failed' });
  expect(await ledgerOf(world, order.id)).toEqual([]);
});

/** Makes the gateway charge another amount or currency than requested, and send its webhook. */
const chargeOther = async (paymentId: string, orderId: string, amount: string, currency: string): Promise<void> => {
  const body = new URLSearchParams({
    amount,
    currency,
    confirm: 'true',
    'allowed_payment_method_types[0]': 'card',
    payment_method: 'pm_card_visa',
    'metadata[orderId]': orderId,
    'metadata[paymentId]': paymentId,
    'metadata[workId]': 'charge-1',
  });
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const { status } = await fetch(`${world.sandbox}/v1/payment_intents`, { method: 'POST', body, headers });
  expect(status).toBe(200);
};
const declined = async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const ask = { body: aPayment(order.id, 'tok_chargeDeclinedInsufficientFunds') };
  const { body: problem } = await asAda('POST', '/payments', ask);
  await eventually(async () => expect((await asAda('GET', `/orders/${order.id}`)).body.status).toBe('payment_failed'));
  return { orderId: order.id as string, paymentId: problem.paymentId as string };
};

test('fault 28: refunds another amount, which does not pay the order', async () => {
  const { orderId, paymentId } = await declined();
  await chargeOther(paymentId, orderId, '5000', 'usd');
  await eventually(async () => expect((await asAdmin('GET', `/payments/${paymentId}`)).body.status).toBe('refunded'));
  expect((await ledgerOf(world, orderId)).map(({ kind, amount }) => [kind, amount])).toEqual([
    ['charge', 5000],
    ['refund', 5000],
  ]);
  expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe('payment_failed');
});

test('fault 28: flags another currency for an operator, which does not pay the order', async () => {
  const { orderId, paymentId } = await declined();
  // Not the id of the order: the invariants reject money of another currency.
  await chargeOther(paymentId, 'planted', '9998', 'eur');
  await eventually(async () =>
    expect((await asAdmin('GET', `/payments/${paymentId}`)).body.attention?.reason).toBe('currency-mismatch'),
  );
  expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe('payment_failed');
});

test('fault 29: finds a refund whose webhooks were lost, whatever newer webhooks arrived', async () => {
  const { orderId, paymentId } = await paid();
  await fetch(`${world.sandbox}/faults`, { method: 'POST', body: '{"path":"webhooks","kind":"lost"}' });
  const newer = anEvent({}, `evt_${randomUUID()}`, now() + 3_600);
  expect((await post(newer, signed(newer))).status).toBe(200);
  await refundAtGateway(orderId, '2500');
  await eventually(async () =>
    expect((await asAdmin('GET', `/payments/${paymentId}`)).body).toMatchObject({ refundedAmount: 25 }),
  );
  await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
});

/** Refunds at the gateway, as its dashboard does: without our reference. */
const refundAtGateway = async (orderId: string, amount?: string): Promise<void> => {
  const [charge] = await ledgerOf(world, orderId);
  const body = new URLSearchParams({ payment_intent: String(charge?.paymentIntent), ...(amount && { amount }) });
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  expect((await fetch(`${world.sandbox}/v1/refunds`, { method: 'POST', body, headers })).status).toBe(200);
};

describe('what happens at the gateway after a payment', () => {
  test('takes over a full refund of a payment that is older than any reconciliation looks back', async () => {
    const { orderId, paymentId } = await paid();
    await world.payments.updateOne({ _id: paymentId }, { $set: { createdAt: new Date(Date.now() - 10 * 86_400_000) } });
    await refundAtGateway(orderId);
    await eventually(async () => expect((await asAdmin('GET', `/payments/${paymentId}`)).body.status).toBe('refunded'));
  });

  test('ends an authorization that was cancelled there', async () => {
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const { body: payment } = await asAda('POST', '/payments', { body: { ...aPayment(order.id), capture: false } });
    expect(payment.status).toBe('authorized');
    const [charge] = await ledgerOf(world, order.id);
    const path = `/v1/payment_intents/${String(charge?.paymentIntent)}/cancel`;
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    expect((await fetch(`${world.sandbox}${path}`, { method: 'POST', headers })).status).toBe(200);
    await eventually(async () => expect((await asAdmin('GET', `/payments/${payment.id}`)).body.status).toBe('voided'));
  });

  test('leaves a charge of another system on the same account alone', async () => {
    const body = new URLSearchParams({ amount: '5000', currency: 'usd', 'allowed_payment_method_types[0]': 'card' });
    body.set('payment_method', await aPaymentMethod());
    body.set('confirm', 'true');
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const answer = await fetch(`${world.sandbox}/v1/payment_intents`, { method: 'POST', body, headers });
    const { id } = (await answer.json()) as { id: string };
    const refund = new URLSearchParams({ payment_intent: id });
    expect((await fetch(`${world.sandbox}/v1/refunds`, { method: 'POST', body: refund, headers })).status).toBe(200);
    const isForeign = { 'reference.paymentId': { $exists: false }, state: 'unmatched', type: /refund/ };
    await eventually(async () => expect(await events.countDocuments(isForeign)).toBeGreaterThan(0));
    expect(await world.databases[1]?.collection('divergences').countDocuments({ kind: 'charge-orphan' })).toBe(0);
  });
});

const aPaymentMethod = async (): Promise<string> => {
  const body = new URLSearchParams({ type: 'card', 'card[token]': 'tok_visa' });
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const answer = await fetch(`${world.sandbox}/v1/payment_methods`, { method: 'POST', body, headers });
  return ((await answer.json()) as { id: string }).id;
};

test('publishes a refund that fails later, flags it for an operator, and accepts another', async () => {
  const { orderId, paymentId } = await paid();
  const { body } = await asAdmin('POST', `/payments/${paymentId}/refund`, { body: { amount: 10 } });
  expect(body.refundedAmount).toBe(10);
  const refund = (await ledgerOf(world, orderId)).find(({ kind }) => kind === 'refund') as unknown as { id: string };
  await fetch(`${world.sandbox}/sandbox/refunds/${refund.id}/fail`, { method: 'POST' });
  await eventually(async () => {
    const { body: payment } = await asAdmin('GET', `/payments/${paymentId}`);
    expect(payment).toMatchObject({ status: 'processed', refundedAmount: 0, attention: { reason: 'refund-failed' } });
  });
  await eventually(async () => {
    const types = (await entriesOf(world.redis, 'payment-events')).filter(({ subject }) => subject === orderId);
    expect(types.map(({ type }) => type)).toContain('payment.refund_failed');
  });
  expect((await asAdmin('POST', `/payments/${paymentId}/refund`, { body: {} })).body.refundedAmount).toBe(99.98);
});

test('stores no webhook that changes nothing in the payment, nor the same event from the list', async () => {
  const { paymentId } = await paid();
  const paidAt = new Date();
  const cursors = client.db().collection<{ _id: string; at: Date }>('cursors');
  await eventually(async () =>
    expect((await cursors.findOne({ _id: 'gateway-events' }))?.at.getTime()).toBeGreaterThan(paidAt.getTime() + 1_000),
  );
  await eventually(async () => expect(await events.countDocuments({ 'reference.paymentId': paymentId })).toBe(0));
});
