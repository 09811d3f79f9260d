import { randomUUID } from 'node:crypto';
import { type DivergenceKind, divergenceKinds } from '../../src/domain/divergence';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;
/** The payment in which each kind of divergence is planted. */
const planted = new Map<DivergenceKind, string>();

beforeAll(async () => {
  world = await startWorld();
  service = await world.start({ PORT: world.webhookPort });
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
  await pay();
  await service.stop();
  await plant();
  // Without the consumer role nothing but reconciliation reads the events of the gateway and repairs.
  service = await world.start({ ROLES: 'api,worker', RECONCILE_EVERY_MS: '300', GATEWAY_TIMEOUT_MS: '10000' });
});
afterAll(() => world.end());

/** The kinds that reconciliation repairs from the state of the gateway. */
const repairable: DivergenceKind[] = [
  'charge-not-recorded',
  'second-charge',
  'capture-not-recorded',
  'refund-not-recorded',
  'refund-failed',
];

const declined = 'tok_chargeDeclinedInsufficientFunds';

const paid = async (change: object = {}): Promise<string> => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { status, body } = await asAda('POST', '/payments', { body: { ...aPayment(order.id), ...change } });
  return status === 402 ? body.paymentId : body.id;
};

const pay = async (): Promise<void> => {
  await paid();
  await paid({ capture: false });
  for (const kind of divergenceKinds) {
    if (kind === 'charge-missing' || kind === 'charge-not-recorded')
      planted.set(kind, await paid({ cardToken: declined }));
    else if (kind.startsWith('capture-')) planted.set(kind, await paid({ capture: false }));
    else if (kind !== 'charge-orphan') planted.set(kind, await paid());
  }
  for (const kind of ['refund-failed', 'refund-amount-mismatch'] as const) {
    const path = `/payments/${planted.get(kind)}/refund`;
    expect((await asAdmin('POST', path, { body: { amount: 10 } })).status).toBe(200);
  }
};

const gateway = async (method: string, path: string, form?: Record<string, string>) => {
  const body = form && new URLSearchParams(form);
  const headers = { authorization: 'Bearer sk_test_x' };
  const answer = await fetch(`${world.sandbox}${path}`, { method, headers, ...(body && { body }) });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as { data: { id: string; metadata: Record<string, string> }[] };
};

const charge = (reference: Record<string, string>) =>
  gateway('POST', '/v1/payment_intents', {
    amount: '9998',
    currency: 'usd',
    confirm: 'true',
    'allowed_payment_method_types[0]': 'card',
    payment_method: 'pm_card_visa',
    ...Object.fromEntries(Object.entries(reference).map(([name, value]) => [`metadata[${name}]`, value])),
  });

/** Returns the gateway's id of the object that refers to a payment. */
const idAt = async (list: string, paymentId: string): Promise<string> => {
  const { data } = await gateway('GET', `/v1/${list}?limit=100`);
  return data.find(({ metadata }) => metadata.paymentId === paymentId)?.id ?? '';
};

const plant = async (): Promise<void> => {
  const idOf = (kind: DivergenceKind): string => planted.get(kind) ?? '';
  const change = (kind: DivergenceKind, fields: object) =>
    world.payments.updateOne({ _id: idOf(kind) }, { $set: fields });
  const refund = {
    id: 'refund-x',
    kind: 'refund',
    state: 'succeeded',
    amountMinor: 100,
    tries: 1,
    createdAt: new Date(),
  };

  // A charge of another system on the same account, which reconciliation ignores.
  await charge({});
  await charge({ paymentId: randomUUID(), workId: 'charge-1' });
  await charge({ paymentId: idOf('charge-not-recorded'), workId: 'charge-1' });
  await charge({ paymentId: idOf('second-charge'), workId: 'charge-9' });
  const held = await idAt('payment_intents', idOf('capture-not-recorded'));
  await gateway('POST', `/v1/payment_intents/${held}/capture`, {});
  const charged = await idAt('payment_intents', idOf('refund-not-recorded'));
  await gateway('POST', '/v1/refunds', { payment_intent: charged, amount: '100' });
  await gateway('POST', `/sandbox/refunds/${await idAt('refunds', idOf('refund-failed'))}/fail`, {});
  await change('charge-missing', { status: 'processed', capturedMinor: 9998 });
  await change('capture-missing', { status: 'processed', capturedMinor: 9998 });
  await change('amount-mismatch', { capturedMinor: 9997 });
  await change('currency-mismatch', { currency: 'EUR' });
  await change('refund-missing', { work: [refund] });
  await world.payments.updateOne(
    { _id: idOf('refund-amount-mismatch'), 'work.kind': 'refund' },
    { $set: { 'work.$.amountMinor': 999 } },
  );
};

type Listed = { id: string; kind: DivergenceKind; paymentId?: string; repairedAt?: string };
const listed = async (): Promise<Listed[]> => (await asAdmin('GET', '/payments/reconciliation?limit=100')).body.data;

/** Waits for the end of two more runs, of which at least one began after the call. */
const nextRun = async (): Promise<void> => {
  const now = Date.now();
  await eventually(async () =>
    expect(await world.redis.zcount('{oms}:reconciliation:completed', now, '+inf')).toBeGreaterThanOrEqual(2),
  );
};

test('finds every kind of divergence where it was planted, and nothing else', async () => {
  await eventually(async () => expect(await listed()).toHaveLength(divergenceKinds.length));
  await nextRun();
  const found = Object.fromEntries((await listed()).map(({ kind, paymentId }) => [kind, paymentId]));
  expect(found).toEqual({ ...Object.fromEntries(planted), 'charge-orphan': expect.any(String) });
});

test('repairs every divergence that the state of the gateway settles', async () => {
  const repaired = (await listed()).filter(({ repairedAt }) => repairedAt !== undefined).map(({ kind }) => kind);
  expect(repaired.sort()).toEqual([...repairable].sort());
  const payment = async (kind: DivergenceKind) => (await asAdmin('GET', `/payments/${planted.get(kind)}`)).body;
  expect(await payment('charge-not-recorded')).toMatchObject({ status: 'processed', capturedAmount: 99.98 });
  expect(await payment('refund-failed')).toMatchObject({ refundedAmount: 0, attention: { reason: 'refund-failed' } });
  expect(await payment('capture-not-recorded')).toMatchObject({ status: 'processed', capturedAmount: 99.98 });
  expect(await payment('refund-not-recorded')).toMatchObject({
    refundedAmount: 1,
    refunds: [{ amount: 1, status: 'succeeded', reason: 'made at the gateway' }],
  });
});

test('refunds a second charge, and keeps the first', async () => {
  const paymentId = planted.get('second-charge');
  await eventually(async () => {
    const lines = (await ledgerOf(world)).filter(({ metadata }) => metadata.paymentId === paymentId);
    expect(lines.map(({ kind }) => kind)).toEqual(['charge', 'charge', 'refund']);
  });
});

test('flags every other divergence for an operator', async () => {
  const reasons = await world.payments.find({ 'attention.reason': 'diverged' }).toArray();
  const left = [...planted].filter(([kind]) => !repairable.includes(kind)).map(([, paymentId]) => paymentId);
  expect(reasons.map(({ _id }) => _id).sort()).toEqual(left.sort());
});

test('changes nothing in another run', async () => {
  const kept = () =>
    Promise.all([
      world.databases[1]?.collection('divergences').find().sort({ _id: 1 }).toArray(),
      world.payments.find({}, { sort: { _id: 1 }, projection: { version: 1, status: 1, updatedAt: 1 } }).toArray(),
    ]);
  const before = await kept();
  await nextRun();
  expect(await kept()).toEqual(before);
});

test('lists the divergences for admins, newest first, page by page', async () => {
  expect((await asAda('GET', '/payments/reconciliation')).status).toBe(403);
  const all = (await listed()).map(({ id }) => id);
  const ids: string[] = [];
  for (let path: string | undefined = '/payments/reconciliation?limit=5'; path !== undefined; ) {
    const { body }: { body: { data: Listed[]; nextCursor?: string } } = await asAdmin('GET', path);
    ids.push(...body.data.map(({ id }) => id));
    path = body.nextCursor && `/payments/reconciliation?limit=5&cursor=${body.nextCursor}`;
  }
  expect(ids).toEqual(all);
});

/** Returns the sum of the metric over all kinds. */
const divergencesIn = (metrics: string): number =>
  [...metrics.matchAll(/^reconciliation_divergences\{kind="[a-z-]+"\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );

test('counts unrepaired divergences in the metric', async () => {
  const { user, password } = world.keys.ops;
  const login = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = await fetch(`${service.ops}/metrics`, { headers: { authorization: login } });
  expect(divergencesIn(await answer.text())).toBe(7);
});

test('lets an operator close a divergence by hand, once', async () => {
  const { user, password } = world.keys.ops;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { id } = (await listed()).find(({ kind }) => kind === 'charge-missing') ?? { id: '' };
  const resolve = (reason: string) =>
    fetch(`${service.ops}/admin/divergences/${id}/resolve`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ reason }),
    });
  expect((await resolve('booked by hand')).status).toBe(200);
  expect((await resolve('booked by hand')).status).toBe(409);
  const answer = await fetch(`${service.ops}/metrics`, { headers: { authorization } });
  expect(divergencesIn(await answer.text())).toBe(6);
});
