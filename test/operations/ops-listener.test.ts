import { ada, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let token: string;
let asAda: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  token = await tokenFor(world.keys, ada, ['admin']);
  asAda = clientOf(() => service.http, token);
});
afterAll(() => world.end());

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const login = () => ({ authorization: basic(world.keys.ops.user, world.keys.ops.password) });
const operators = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${service.ops}${path}`, { method, headers, redirect: 'manual' });

const guarded = [
  '/metrics',
  '/METRICS',
  '/metrics/',
  '//metrics',
  '/livez/../metrics',
  '/livez/x',
  '/readyz/',
  '/admin',
  '/admin/queues',
  '/admin/queues/',
  '/admin/queues/queue/order-work',
  '/admin/queues/api/queues',
  '/admin/queues/static/js/main.js',
  '/admin/attention',
  '/admin/attention/payments/1/resolve',
  '/admin/dead-letters',
  '/admin/dead-letters/order-events/retry',
  '/admin/dead-letters/order-events/1-1/drop',
  '/',
  '/nothing',
];

test('probes are open, and say how things are', async () => {
  const [alive, ready] = [await operators('/livez'), await operators('/readyz')];
  expect([alive.status, ready.status]).toEqual([200, 200]);
  expect(await ready.json()).toEqual({ status: 'ready', mongodb: 'up', redis: 'up', gateway: 'up', workers: 'up' });
});

const assertClosed = async (paths: string[], headers: Record<string, string>): Promise<void> => {
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS']) {
      const answer = await operators(path, headers, method);
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    }
  }
};

test.each<[string, () => Record<string, string>]>([
  ['no login', () => ({})],
  ['the token of an admin', () => ({ authorization: `Bearer ${token}` })],
])('with %s, only the probes are open', (_name, headers) => assertClosed(guarded, headers()));

// Few paths: wrong logins are limited.
test.each<[string, () => string]>([
  ['a wrong password', () => basic(world.keys.ops.user, 'password')],
  ['no password', () => basic(world.keys.ops.user, '')],
  ['nothing in it', () => basic('', '')],
  ['another user', () => basic('admin', world.keys.ops.password)],
  ['half a password', () => basic(world.keys.ops.user, world.keys.ops.password.slice(0, -1))],
  ['no base64', () => 'Basic ***'],
])('with a login with %s, only the probes are open', (_name, authorization) =>
  assertClosed(['/metrics', '/admin/queues', '/admin/attention'], { authorization: authorization() }),
);

test.each(['/livez', '/readyz', ...guarded])('the public port does not have %s', async (path) => {
  const answer = await asAda('GET', path, { headers: login() });
  expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
});

interface QueueSeen {
  name: string;
  readOnlyMode: boolean;
  jobs: { name: string; data: { id: string } }[];
}
const queue = async (name: string): Promise<QueueSeen | undefined> => {
  const answer = await operators(`/admin/queues/api/queues?activeQueue=${name}&status=completed`, login());
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { queues: QueueSeen[] }).queues.find((one) => one.name === name);
};

test('after the login the dashboard lists the job of a payment, and changes nothing', async () => {
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
  const page = await operators('/admin/queues', login());
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const seen = await eventually(async () => {
    const found = await queue('payment-work');
    expect(found?.jobs.map(({ name, data }) => [name, data.id])).toContainEqual(['charge', payment.id]);
    return found;
  });
  expect(seen?.readOnlyMode).toBe(true);
  const paused = await operators('/admin/queues/api/queues/payment-work/pause', login(), 'PUT');
  expect(paused.status).toBe(405);
  expect(await world.redis.hexists('{oms}:payment-work:meta', 'paused')).toBe(0);
});

test('after the login the metrics speak of the requests', async () => {
  const answer = await operators('/metrics', login());
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)]);
  expect(await answer.text()).toMatch(/route="\/orders/);
});

test('without a password of its own the service makes one; an empty one counts as none', async () => {
  const other = await world.start({ OPS_PASSWORD: '', OPS_USER: '' });
  for (const [authorization, status] of [
    [basic('', ''), 401],
    [basic(world.keys.ops.user, ''), 401],
    [login().authorization, 200],
  ] as const) {
    expect((await fetch(`${other.ops}/metrics`, { headers: { authorization } })).status).toBe(status);
  }
  expect(await other.stop()).toBe(0);
});

test('SIGTERM: not ready at once, running requests are served with Connection: close, exit 0', async () => {
  const leaving = await world.start({ GATEWAY_TIMEOUT_MS: '10000' });
  await service.stop();
  const client = clientOf(() => leaving.http, token);
  const { body: order } = await client('POST', '/orders', { body: anOrder() });
  const running = client('POST', '/payments', {
    body: aPayment(order.id, 'tok_slow'),
    headers: { prefer: 'wait=10' },
  });
  await eventually(async () => expect(await world.payments.countDocuments({ orderId: order.id })).toBe(1));

  leaving.signal('SIGTERM');
  leaving.signal('SIGTERM');
  await eventually(async () => expect((await fetch(`${leaving.ops}/readyz`)).status).toBe(503));
  const { status, body, headers } = await running;
  expect([status, body.status, headers.get('connection')]).toEqual([200, 'processed', 'close']);
  expect(await leaving.ended).toBe(0);
  await expect(fetch(leaving.http)).rejects.toThrow();

  service = await world.start();
  await assertInvariants(world);
});
