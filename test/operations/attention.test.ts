import { randomUUID } from 'node:crypto';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAdmin: Client;
let orderId: string;
let paymentId: string;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start({ PORT: world.webhookPort });
  const asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
  orderId = (await asAda('POST', '/orders', { body: anOrder() })).body.id;
  paymentId = (await asAda('POST', '/payments', { body: aPayment(orderId) })).body.id;
  await failRefund();
  await assertInvariants(world);
});
afterAll(() => world.end());

interface Shown {
  id: string;
  orderId?: string;
  attention?: { reason: string; items: { id: string; reason: string; since: string }[] };
  resolutions: { reason: string; resolution: string; resolvedBy: string }[];
}

const operators = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const { user, password } = world.keys.ops;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = await fetch(`${service.ops}/admin/attention${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service says
  return { status: answer.status, body: (await answer.json()) as any };
};
const listed = async () => (await operators('GET', '')).body as { orders: Shown[]; payments: Shown[] };
const clear = (reason: unknown = 'paid back by bank transfer', path = `/payments/${paymentId}`, headers = {}) =>
  operators('POST', `${path}/resolve`, { reason }, headers);

/** Money that went back and returned is a case for a person. */
const failRefund = async (amount = 10): Promise<void> => {
  await asAdmin('POST', `/payments/${paymentId}/refund`, { body: { amount } });
  const refund = (await ledgerOf(world, orderId)).filter(({ kind }) => kind === 'refund').at(-1);
  const { id } = refund as unknown as { id: string };
  await fetch(`${world.sandbox}/sandbox/refunds/${id}/fail`, { method: 'POST' });
  // The listing reads with majority concern, so it may show the change later than a plain read.
  await eventually(async () => expect((await listed()).payments[0]?.attention).toBeDefined());
};

test('lists what needs an operator, the longest waiting first', async () => {
  const since = new Date(Date.now() - 3_600_000);
  await world.orders.updateOne({ _id: orderId }, { $set: { attention: { reason: 'event-unpublishable', since } } });
  expect(await listed()).toMatchObject({
    orders: [{ id: orderId, attention: { reason: 'event-unpublishable', since: since.toISOString() } }],
    payments: [{ id: paymentId, orderId, status: 'processed', attention: { reason: 'refund-failed' } }],
  });
});

test.each<[string, () => ReturnType<typeof clear>, number, string]>([
  ['no reason', () => operators('POST', `/payments/${paymentId}/resolve`, {}), 400, 'invalid-request'],
  ['no body', () => operators('POST', `/payments/${paymentId}/resolve`), 400, 'invalid-json'],
  ['an empty reason', () => clear(''), 400, 'invalid-request'],
  ['a reason that is no text', () => clear({ $ne: 1 }), 400, 'invalid-request'],
  ['a reason of two lines', () => clear('paid\nback'), 400, 'invalid-request'],
  ['a reason that is too long', () => clear('x'.repeat(501)), 400, 'invalid-request'],
  ['a card number', () => clear('refunded to 4242 4242 4242 4242'), 400, 'card-number-refused'],
  ['what another site posts', () => clear('x', undefined, { 'sec-fetch-site': 'cross-site' }), 403, 'cross-site'],
  ['a payment that is unknown', () => clear('x', `/payments/${randomUUID()}`), 404, 'payment-not-found'],
  ['an order that is unknown', () => clear('x', `/orders/${paymentId}`), 404, 'order-not-found'],
])('%s is refused, and changes nothing', async (_name, ask, status, code) => {
  const before = await world.payments.findOne({ _id: paymentId });
  const answer = await ask();
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(await world.payments.findOne({ _id: paymentId })).toEqual(before);
});

test('lets one of two operators resolve it, and keeps how', async () => {
  const before = await world.payments.findOne({ _id: paymentId });
  const answers = await Promise.all([clear(), clear()]);
  const sorted = answers.toSorted((a, b) => a.status - b.status);
  expect(sorted.map(({ status, body }) => [status, body.code])).toEqual([
    [200, undefined],
    [409, 'nothing-to-resolve'],
  ]);
  const after = await world.payments.findOne({ _id: paymentId });
  expect(after).not.toHaveProperty('attention');
  expect(after?.version).toBe((before?.version ?? 0) + 1);
  const how = {
    resolution: 'paid back by bank transfer',
    resolvedBy: world.keys.ops.user,
    resolvedAt: expect.any(Date),
  };
  expect(after?.resolutions).toMatchObject([{ ...before?.attention?.items?.[0], ...how }]);
  expect((await listed()).payments).toEqual([]);
  expect((await asAdmin('GET', `/payments/${paymentId}`)).body).not.toHaveProperty('attention');
});

test('keeps an item for each of two refunds that come back, each resolved on its own', async () => {
  const items = async () => (await listed()).payments[0]?.attention?.items ?? [];
  await failRefund(5);
  await failRefund(3);
  await eventually(async () => expect(await items()).toHaveLength(2));
  const [first, second] = await items();
  const attention = (await world.payments.findOne({ _id: paymentId }))?.attention;
  expect(attention).toMatchObject({ reason: 'refund-failed', since: new Date(first?.since ?? '') });

  const resolve = (item: unknown) =>
    operators('POST', `/payments/${paymentId}/resolve`, { reason: 'paid back by bank transfer', item });
  expect((await resolve('refund-failed:refund-of-another-payment')).status).toBe(409);
  expect((await resolve(7)).status).toBe(400);
  expect((await resolve(first?.id)).body.resolutions.at(-1)).toMatchObject({ id: first?.id, reason: 'refund-failed' });
  expect(await items()).toEqual([second]);
  expect((await world.payments.findOne({ _id: paymentId }))?.attention?.since).toEqual(new Date(second?.since ?? ''));
  expect((await resolve(second?.id)).body).not.toHaveProperty('attention');
  expect((await listed()).payments).toEqual([]);
});

test('resolves an order as well; a later cause is raised again', async () => {
  expect((await clear('the event was repaired', `/orders/${orderId}`)).status).toBe(200);
  await failRefund();
  const { orders, payments } = await listed();
  expect([orders, payments[0]?.resolutions.length]).toEqual([[], 3]);
  expect((await clear('paid back again')).body.resolutions).toHaveLength(4);
  await assertInvariants(world);
});
