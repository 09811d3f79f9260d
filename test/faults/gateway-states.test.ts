import type { LagKind } from '../../sandbox/faults';
import type { FaultPoint } from '../../src/observability/fault-point';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertFired, clearFaults, plantFault, readFaults, type SandboxFault } from '../support/gateway/sandbox-faults';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

/*
 * What a gateway like Stripe does after and around a charge, for one order each, while the service is killed: at two
 * points, or at every point, three times, with GATEWAY_STATES=all (npm run gateway:states).
 */

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;

/** An order, and how its payment stands before the script. */
interface Prepared {
  orderId: string;
  paymentId?: string;
}

interface Script {
  before: 'unpaid' | 'authorized' | 'paid';
  /** Of this order only, unless `everyone` says otherwise. */
  fault?: SandboxFault;
  act: (prepared: Prepared) => Promise<unknown>;
  status?: string;
  payment: string;
  ledger: readonly string[];
  attention?: string[];
}

/** Repeats a request until it is answered with no 5xx, as a client with an idempotency key may. */
const repeat = (send: (headers: Record<string, string>) => ReturnType<Client>, statuses: number[]) => {
  const { headers } = withKey();
  return eventually(
    async () => expect(statuses).toContain((await send({ ...headers, prefer: 'wait=0' })).status),
    60_000,
  );
};

const pay = ({ orderId }: Prepared) =>
  repeat((headers) => asAda('POST', '/payments', { body: aPayment(orderId), headers }), [200, 202]);
const command =
  (name: string) =>
  ({ paymentId }: Prepared) =>
    repeat((headers) => asAdmin('POST', `/payments/${paymentId}/${name}`, { body: {}, headers }), [200, 202]);
const cancelOrder = ({ orderId }: Prepared) =>
  repeat((headers) => asAdmin('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' }, headers }), [200]);

/** What people do in the dashboard, and banks do. */
const atGateway =
  (path: string, body: object = {}) =>
  async ({ orderId }: Pick<Prepared, 'orderId'>): Promise<void> => {
    const answer = await fetch(`${world.sandbox}${path}`, {
      method: 'POST',
      body: JSON.stringify({ orderId, ...body }),
    });
    expect([path, answer.status]).toEqual([path, 200]);
  };

/** Ends the refund of an order that is pending at the gateway. */
const endRefund = async ({ orderId }: Prepared, status: 'succeeded' | 'failed'): Promise<void> => {
  const [{ paymentIntent } = { paymentIntent: '' }] = await ledgerOf(world, orderId);
  const headers = { authorization: 'Bearer sk_test_sandbox' };
  const id = await eventually(async () => {
    const answer = await fetch(`${world.sandbox}/v1/refunds?payment_intent=${paymentIntent}`, { headers });
    const { data } = (await answer.json()) as { data: { id: string; status: string }[] };
    expect(data).toMatchObject([{ status: 'pending' }]);
    return data[0]?.id ?? '';
  }, 60_000);
  await atGateway(`/dashboard/refunds/${id}`, { status })({ orderId });
};

const refunded = {
  before: 'paid',
  act: cancelOrder,
  status: 'refunded',
  payment: 'refunded',
  ledger: ['charge', 'refund'],
} as const;
const captured = {
  before: 'authorized',
  act: command('capture'),
  payment: 'processed',
  ledger: ['authorization', 'capture'],
} as const;
const voided = {
  before: 'authorized',
  status: 'pending',
  payment: 'voided',
  ledger: ['authorization', 'void'],
} as const;
const charged = { before: 'unpaid', act: pay, payment: 'processed', ledger: ['charge'] } as const;
const once = (path: string, kind: SandboxFault['kind'], more: Partial<SandboxFault> = {}): SandboxFault => ({
  path,
  kind,
  method: 'POST',
  times: 1,
  ...more,
});
const [charge, capture, cancel, refund] = [
  '/v1/payment_intents',
  '/v1/payment_intents/*/capture',
  '/v1/payment_intents/*/cancel',
  '/v1/refunds',
];
const effect = { effect: true };

const scripts: Record<string, Script> = {
  'a charge, 500 kept': { ...charged, fault: once(charge, 'kept-error') },
  'a charge, 500 kept after it': { ...charged, fault: once(charge, 'kept-error', effect) },
  'a capture, 500 kept': { ...captured, fault: once(capture, 'kept-error') },
  'a capture, 500 kept after it': { ...captured, fault: once(capture, 'kept-error', effect) },
  'a void, 500 kept': { ...voided, act: command('void'), fault: once(cancel, 'kept-error') },
  'a void, 500 kept after it': { ...voided, act: command('void'), fault: once(cancel, 'kept-error', effect) },
  'a refund, 500 kept': { ...refunded, fault: once(refund, 'kept-error') },
  'a refund, 500 kept after it': { ...refunded, fault: once(refund, 'kept-error', effect) },
  'a key that is in use': { ...charged, fault: once(charge, 'delay', { ms: 900 }) },
  'a lock conflict': { ...refunded, fault: once(refund, 'lock-timeout') },
  'a rate limit': { ...charged, fault: once(charge, 'rate-limited', { times: 2 }) },
  'a rate limit of refunds': { ...refunded, fault: once(refund, 'too-many') },
  'a key that is revoked': { ...charged, fault: once(charge, 'unauthorized') },
  'a key that may not refund': { ...refunded, fault: once(refund, 'forbidden') },
  'a low balance': { ...refunded, fault: once(refund, 'balance-insufficient') },
  'a refund that is pending, then succeeds': {
    ...refunded,
    fault: once(refund, 'pending'),
    act: (prepared) => Promise.all([cancelOrder(prepared), endRefund(prepared, 'succeeded')]),
  },
  'a refund that is pending, then fails': {
    ...refunded,
    fault: once(refund, 'pending'),
    act: (prepared) => Promise.all([cancelOrder(prepared), endRefund(prepared, 'failed')]),
    status: 'cancelled',
    payment: 'processed',
    ledger: ['charge'],
    attention: ['gateway-refused'],
  },
  'an authorization that expires': { ...voided, act: atGateway('/dashboard/cancellations', { expired: true }) },
  'an authorization that a person cancels': { ...voided, act: atGateway('/dashboard/cancellations') },
  'a capture in the dashboard': { ...captured, act: atGateway('/dashboard/captures') },
  'a refund in the dashboard': { ...refunded, act: atGateway('/dashboard/refunds') },
  'a refund in part in the dashboard': {
    ...refunded,
    act: atGateway('/dashboard/refunds', { amount: 1000 }),
    status: 'confirmed',
    payment: 'processed',
  },
  'a dispute': {
    ...charged,
    before: 'paid',
    act: atGateway('/disputes'),
    ledger: ['charge', 'dispute'],
    attention: ['disputed'],
  },
};

const points: FaultPoint[] = [
  'charge-claimed',
  'charge-sent',
  'outcome-committed',
  'payment-committed',
  'order-committed',
  'event-published',
  'event-handled',
  'event-acknowledged',
];
const lag = (what: LagKind): SandboxFault => ({ kind: 'lag', what, seconds: 3 });
interface Cell {
  point: string;
  /** Faults of everyone. */
  everyone?: SandboxFault;
}
const short: Cell[] = [
  { point: 'charge-sent:1', everyone: lag('webhooks') },
  { point: 'outcome-committed:3', everyone: lag('events') },
];
const long: Cell[] = points.flatMap((point) => [
  { point: `${point}:1`, everyone: lag('webhooks') },
  { point: `${point}:3`, everyone: lag('events') },
  { point: `${point}:5`, everyone: lag('search') },
]);
const cells = process.env.GATEWAY_STATES === 'all' ? long : short;

const prepare = async (before: Script['before']): Promise<Prepared> => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  if (before === 'unpaid') return { orderId: order.id };
  const { body } = await asAda('POST', '/payments', { body: { ...aPayment(order.id), capture: before === 'paid' } });
  return { orderId: order.id, paymentId: body.id };
};

beforeAll(async () => {
  world = await startWorld({ env: { GATEWAY_EVENTS_POLL_MS: '500', GATEWAY_TIMEOUT_MS: '600' } });
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
});
afterEach(() => service.kill());
afterAll(() => world.end());

/** Prepares an order for each script in a sound process, and plants their faults. */
const cast = async ({ everyone }: Cell): Promise<[string, Prepared][]> => {
  await clearFaults(world.sandbox);
  service = await world.start({ PORT: world.webhookPort });
  const names = Object.entries(scripts);
  const prepared = await Promise.all(
    names.map(async ([name, { before }]) => [name, await prepare(before)] as [string, Prepared]),
  );
  await eventually(async () => {
    for (const [name, { orderId }] of prepared) {
      const isPaid = scripts[name]?.before === 'paid';
      expect((await world.orders.findOne({ _id: orderId }))?.status).toBe(isPaid ? 'confirmed' : 'pending');
    }
  });
  await service.stop();
  if (everyone) await plantFault(world.sandbox, everyone);
  for (const [name, { orderId }] of prepared) {
    const { fault } = scripts[name] as Script;
    if (fault) await plantFault(world.sandbox, { ...fault, about: orderId });
  }
  return prepared;
};

const seen = async ({ orderId }: Prepared) => {
  const order = await world.orders.findOne({ _id: orderId });
  const payment = await world.payments.findOne({ orderId });
  return {
    status: order?.status,
    payment: payment?.status,
    attention: [order, payment].flatMap((one) => (one?.attention?.items ?? []).map(({ reason }) => reason)),
    ledger: (await ledgerOf(world, orderId)).map(({ kind }) => kind),
  };
};

const wanted = ({ status = 'confirmed', payment, ledger, attention = [] }: Script) => ({
  status,
  payment,
  attention,
  ledger,
});

const seenOfAll = async (prepared: [string, Prepared][]) =>
  Object.fromEntries(await Promise.all(prepared.map(async ([name, one]) => [name, await seen(one)])));

test.each(cells)(
  'whatever the gateway does, a service that is killed at $point agrees with it',
  async ({ point, everyone }) => {
    const prepared = await cast({ point, ...(everyone && { everyone }) });
    const dying = await world.start({ PORT: world.webhookPort, FAULT_POINT: point });
    service = dying;
    const acted = Promise.all(prepared.map(([name, one]) => (scripts[name] as Script).act(one)));
    expect(await dying.ended).toBeNull();
    service = await world.start({ PORT: world.webhookPort });
    await acted;
    const goal = Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, wanted(script)]));
    await eventually(async () => expect(await seenOfAll(prepared)).toEqual(goal), 90_000);
    await assertFired(world.sandbox);
    const [lagging] = (await readFaults(world.sandbox)).filter(({ kind }) => kind === 'lag');
    // The service never searches: what lags there cannot mislead it.
    if (lagging) expect(lagging.fired > 0).toBe(lagging.what !== 'search');
    await assertInvariants(world);
  },
  180_000,
);
