import type { FaultPoint } from '../../src/observability/fault-point';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertFired, clearFaults, plantFault, type SandboxFault } from '../support/gateway/sandbox-faults';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

/** The faults of the gateway for one order, and the expected result. */
interface Script {
  faults?: SandboxFault[];
  card?: string;
  ends?: string[];
  failureCode?: string;
}

const charge = '/v1/payment_intents';
const once = (path: string, kind: SandboxFault['kind'], ms?: number): SandboxFault => ({
  path,
  kind,
  times: 1,
  ...(ms && { ms }),
});

/** Faults of a gateway that keeps its promises. */
const ordinary: Record<string, Script> = {
  ok: {},
  decline: {
    card: 'tok_chargeDeclinedInsufficientFunds',
    ends: ['payment_failed'],
    failureCode: 'INSUFFICIENT_FUNDS',
  },
  'permanent decline': { card: 'tok_chargeDeclinedStolenCard', ends: ['cancelled'], failureCode: 'STOLEN_CARD' },
  'timeout after charge': { faults: [once(charge, 'slow-answer', 5_000)] },
  '500 before': { faults: [once(charge, 'down')] },
  '500 after': { faults: [once('charged', 'kept-error')] },
  flaky: { faults: [{ path: charge, kind: 'down', times: 2 }] },
  slow: { faults: [once(charge, 'delay', 300)] },
  'not found, then a late charge': { faults: [once(charge, 'late', 700)] },
  'webhook first': { faults: [once(charge, 'slow-answer', 300)] },
  'webhook twice': { faults: [{ path: 'webhooks', kind: 'twice' }] },
  'webhook lost': { faults: [{ path: 'webhooks', kind: 'lost' }] },
  'webhooks reordered': { faults: [once('webhooks', 'reversed')] },
};

/** The killed worker and the broken connection use up both attempts, each proven absent: the payment may fail. */
const neverCharged: Script = { faults: [once(charge, 'reset')], ends: ['confirmed', 'payment_failed'] };

/** The key does not protect a second send here: a service that trusts it charges twice. */
const errorsNotKept: Record<string, Script> = {
  'charged, and the error is not kept': { faults: [once('charged', 'uncached-error')] },
  'charged late, and the error is not kept': {
    faults: [once(charge, 'late', 1_000), once('charged', 'uncached-error')],
  },
  'never charged': neverCharged,
};
const keysForgotten: Record<string, Script> = {
  'timeout after charge': ordinary['timeout after charge'] as Script,
  'never charged': neverCharged,
  'answer lost': { faults: [once(charge, 'lost-answer')] },
};

interface Gateway {
  scripts: Record<string, Script>;
  /** The settings of the service for it. The quiet period is longer than any charge here is late. */
  env: Record<string, string>;
  always?: SandboxFault;
  points: FaultPoint[];
}

const aroundTheCharge: FaultPoint[] = ['charge-claimed', 'charge-sent', 'outcome-committed'];
const gateways: Record<string, Gateway> = {
  'a gateway like Stripe': {
    scripts: ordinary,
    env: {},
    points: [
      'order-committed',
      'payment-begun',
      'payment-committed',
      ...aroundTheCharge,
      'event-published',
      'event-handled',
      'event-acknowledged',
    ],
  },
  'a gateway that does not keep errors': {
    scripts: errorsNotKept,
    env: { GATEWAY_KEEPS_FAILED_KEYS: 'false', GATEWAY_QUIET_MS: '900' },
    points: aroundTheCharge,
  },
  'a gateway that forgets keys': {
    scripts: keysForgotten,
    env: { GATEWAY_KEY_LIFETIME_MS: '300' },
    always: { path: 'keys', kind: 'short-lived', ms: 500 },
    points: aroundTheCharge,
  },
};

const cells = Object.entries(gateways).flatMap(([name, gateway]) =>
  gateway.points.map((point) => [name, point, gateway] as const),
);

let world: World;
let service: ServiceProcess;
let asAda: Client;
let placed: string[];

beforeAll(async () => {
  world = await startWorld({ env: { GATEWAY_EVENTS_POLL_MS: '500', GATEWAY_TIMEOUT_MS: '600' } });
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  service = await world.start();
  const wanted = cells.flatMap(([, , { scripts }]) => Object.keys(scripts));
  placed = await Promise.all(wanted.map(placeOrder));
  await assertInvariants(world);
  await service.stop();
});
afterEach(() => service.kill());
afterAll(() => world.end());

/** Places an order. A busy machine may need several tries. */
const placeOrder = (): Promise<string> => {
  const key = withKey();
  return eventually(async () => {
    const { status, body } = await asAda('POST', '/orders', { body: anOrder(), ...key });
    expect(status).toBe(201);
    return body.id;
  }, 40_000);
};

/** Pays, and repeats the request until the response is no 5xx, as a client with an idempotency key may. */
const pay = (orderId: string, { card = 'tok_visa' }: Script) => {
  const { headers } = withKey();
  const ask = { body: aPayment(orderId, card), headers: { ...headers, prefer: 'wait=0' } };
  return eventually(async () => {
    const { status } = await asAda('POST', '/payments', ask);
    expect(status).toBeLessThan(500);
  }, 40_000);
};

const plant = async (cast: Map<string, Script>, always?: SandboxFault): Promise<void> => {
  await clearFaults(world.sandbox);
  if (always) await plantFault(world.sandbox, always);
  for (const [about, { faults = [] }] of cast) {
    for (const one of faults)
      await plantFault(world.sandbox, { ...one, about, ...(one.path === charge && { method: 'POST' }) });
  }
};

/** Pays all orders at once through a process that is killed meanwhile and the one that replaces it. */
const payAcrossDeath = async (cast: Map<string, Script>, env: Record<string, string>): Promise<void> => {
  const { FAULT_POINT: _point, ...sound } = env;
  const dying = await world.start(env);
  service = dying;
  const paid = Promise.all([...cast].map(([orderId, script]) => pay(orderId, script)));
  expect(await dying.ended).toBeNull();
  service = await world.start(sound);
  await paid;
};

const seen = async (orderId: string) => {
  const order = await world.orders.findOne({ _id: orderId });
  const payment = await world.payments.findOne({ orderId });
  const attention = order?.attention ?? payment?.attention;
  return { orderId, status: order?.status, failureCode: payment?.failureCode, attention };
};

const wanted = (orderId: string, { ends = ['confirmed'], failureCode }: Script) => ({
  orderId,
  status: expect.stringMatching(`^(${ends.join('|')})$`),
  failureCode,
  attention: undefined,
});

describe('the service behind', () => {
  test.each(cells)(
    '%s, killed at %s, keeps one live charge at most, and agrees with the gateway',
    async (_name, point, { scripts, env, always }) => {
      const cast = new Map(Object.values(scripts).map((script) => [placed.pop() ?? '', script]));
      await plant(cast, always);
      await payAcrossDeath(cast, { ...env, PORT: world.webhookPort, FAULT_POINT: point });
      await eventually(async () => {
        for (const [orderId, script] of cast) expect(await seen(orderId)).toMatchObject(wanted(orderId, script));
      }, 60_000);
      await assertFired(world.sandbox);
      await assertInvariants(world);
    },
    90_000,
  );
});
