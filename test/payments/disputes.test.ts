import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf, ledgerOf } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let asAda: Client;
let asAdmin: Client;
let asService: Client;

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start({ PORT: world.webhookPort, RECONCILE_EVERY_MS: '500' });
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  asService = clientOf(() => http, await tokenFor(world.keys, alan, ['service']));
});
afterAll(() => world.end());

const paid = async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
  await eventually(async () => expect((await asAda('GET', `/orders/${order.id}`)).body.status).toBe('confirmed'));
  return { orderId: order.id as string, paymentId: payment.id as string };
};

/** What banks and people at the gateway's dashboard do. */
const atGateway = async (path: string, body: object) => {
  const answer = await fetch(`${world.sandbox}${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { id: string };
};

const attentionOf = async (paymentId: string) =>
  ((await world.payments.findOne({ _id: paymentId }))?.attention?.items ?? []).map(({ reason }) => reason);
const disputesIn = async (query = '') => (await asAdmin('GET', `/disputes${query}`)).body.data;
const becomes = (paymentId: string, status: string) =>
  eventually(async () => {
    const { disputes = [] } = (await asAdmin('GET', `/payments/${paymentId}`)).body;
    expect(disputes.map((dispute: { status: string }) => dispute.status)).toEqual([status]);
  });

test('a chargeback is recorded, published and raised; nothing is refunded or shipped until it is won', async () => {
  const { orderId, paymentId } = await paid();
  const { id } = await atGateway('/disputes', { orderId, reason: 'fraudulent' });
  await becomes(paymentId, 'needs_response');
  expect(await attentionOf(paymentId)).toEqual(['disputed']);
  const dispute = { id, paymentId, orderId, amount: 99.98, stage: 'chargeback', status: 'needs_response' };
  expect(await disputesIn('?status=needs_response')).toEqual([expect.objectContaining(dispute)]);
  expect(await disputesIn('?status=won')).toEqual([]);
  expect((await asAdmin('GET', `/payments/${paymentId}`)).body.disputedAmount).toBe(99.98);
  expect((await asAda('GET', `/payments/${paymentId}`)).body).not.toHaveProperty('disputes');
  expect((await asAda('GET', '/disputes')).status).toBe(403);

  const refund = await asAdmin('POST', `/payments/${paymentId}/refund`, { body: {} });
  expect([refund.status, refund.body.code]).toEqual([409, 'payment-disputed']);
  const order = () => asService('GET', `/orders/${orderId}`);
  await eventually(async () => expect((await order()).body).toMatchObject({ paymentStatus: 'disputed' }));
  expect((await asService('PATCH', `/orders/${orderId}`, { body: { status: 'shipped' } })).status).toBe(409);

  await atGateway(`/disputes/${id}`, { status: 'under_review' });
  await becomes(paymentId, 'under_review');
  expect(await attentionOf(paymentId)).toEqual([]);
  await atGateway(`/disputes/${id}`, { status: 'won' });
  await becomes(paymentId, 'won');
  await eventually(async () =>
    expect((await order()).body).toMatchObject({ paymentStatus: 'paid', status: 'confirmed' }),
  );
  expect((await asService('PATCH', `/orders/${orderId}`, { body: { status: 'shipped' } })).status).toBe(200);
  const types = (await entriesOf(world.redis, 'payment-events'))
    .filter(({ data = '' }) => data.includes(paymentId))
    .map(({ type }) => type);
  expect(types).toEqual([
    'payment.processed',
    'payment.dispute_opened',
    'payment.dispute_updated',
    'payment.dispute_closed',
  ]);
});

test('what a cancelled order is owed is refunded after a dispute that was won, and not after a lost one', async () => {
  const cases = await Promise.all(['won', 'lost'].map(async (status) => ({ status, ...(await paid()) })));
  for (const { orderId, paymentId, status } of cases) {
    const { id } = await atGateway('/disputes', { orderId });
    await becomes(paymentId, 'needs_response');
    await asAdmin('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
    await eventually(async () =>
      expect((await world.payments.findOne({ _id: paymentId }))?.orderClosed).toBe('order.cancelled'),
    );
    await atGateway(`/disputes/${id}`, { status });
    await becomes(paymentId, status);
  }
  const [won, lost] = cases;
  const linesOf = async (orderId = '') => (await ledgerOf(world, orderId)).map(({ kind }) => kind as string);
  await eventually(async () =>
    expect(await linesOf(won?.orderId)).toEqual(['charge', 'dispute', 'dispute_reversal', 'refund']),
  );
  expect(await linesOf(lost?.orderId)).toEqual(['charge', 'dispute']);
  await eventually(async () => expect((await asAda('GET', `/orders/${won?.orderId}`)).body.status).toBe('refunded'));
});

test('an inquiry holds nothing back, and an early fraud warning needs an operator', async () => {
  const { orderId, paymentId } = await paid();
  await atGateway('/disputes', { orderId, inquiry: true });
  await becomes(paymentId, 'needs_response');
  await atGateway('/early-fraud-warnings', { orderId });
  await eventually(async () => expect(await attentionOf(paymentId)).toEqual(['disputed', 'early-fraud-warning']));
  expect((await asAdmin('POST', `/payments/${paymentId}/refund`, { body: { amount: 10 } })).status).toBe(200);
});

test('a dispute whose events never arrived is found by the reconciliation', async () => {
  await fetch(`${world.sandbox}/faults`, {
    method: 'POST',
    body: JSON.stringify({ path: 'webhooks', kind: 'lost' }),
  });
  const { orderId, paymentId } = await paid();
  await atGateway('/disputes', { orderId });
  await becomes(paymentId, 'needs_response');
});

test('the books agree in the end', async () => {
  await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
  await assertInvariants(world);
});
