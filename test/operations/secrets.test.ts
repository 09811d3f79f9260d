import { randomBytes, randomUUID } from 'node:crypto';
import { ada, alan, anOrder, aPayment, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let users: { ada: string; admin: string; service: string };
/** Every answer that the service gave, headers and all. */
const answers: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  service = await world.start({ LOG_LEVEL: 'trace' });
  users = {
    ada: await tokenFor(world.keys, ada),
    admin: await tokenFor(world.keys, alan, ['admin']),
    service: await tokenFor(world.keys, alan, ['service']),
  };
});
afterAll(() => world.end());

/** A token that no other test has. It works, unless a fault is in its way. It has letters only: digits may be a card number. */
const planted = (): string =>
  `tok_planted_${randomBytes(8)
    .toString('hex')
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`;

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: any body that the service sends
  body: any;
}

const ask = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const answer = await fetch(`${service.http}${path}`, {
    method,
    headers: { authorization: `Bearer ${users.ada}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await readAnswer(answer) };
};

const readAnswer = async (answer: Response): Promise<unknown> => {
  const text = await answer.text();
  answers.push(JSON.stringify([...answer.headers]), text);
  return text === '' ? undefined : JSON.parse(text);
};

const asAdmin = () => ({ authorization: `Bearer ${users.admin}` });
const asService = () => ({ authorization: `Bearer ${users.service}` });
const place = async (): Promise<string> => (await ask('POST', '/orders', anOrder())).body.id;
const pay = (orderId: string, cardToken: string, headers = {}) =>
  ask('POST', '/payments', aPayment(orderId, cardToken), headers);
const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await ask('GET', `/orders/${orderId}`)).body.status).toBe(status), 40_000);
const fault = (one: object) => fetch(`${world.sandbox}/faults`, { method: 'POST', body: JSON.stringify(one) });

/** Ends the faults; each must have fired. */
const faultsEnd = async (): Promise<void> => {
  const { data } = (await (await fetch(`${world.sandbox}/faults`)).json()) as { data: { fired: number }[] };
  expect(data.filter(({ fired }) => fired === 0)).toEqual([]);
  await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
};

/** Every document of every collection. */
const inMongo = async (): Promise<string[]> => {
  const collections = await Promise.all(world.databases.map((database) => database.collections()));
  const all = await Promise.all(collections.flat().map((collection) => collection.find().toArray()));
  return all.flat().map((document) => JSON.stringify(document));
};

/** Every key and value of Redis: streams, queues and jobs. */
const inRedis = async (): Promise<string[]> => {
  const keys = await world.redis.keys('*');
  return Promise.all(keys.map(async (key) => `${key} ${JSON.stringify(await contentOf(key))}`));
};

const contentOf = async (key: string): Promise<unknown> => {
  const { redis } = world;
  const readers: Record<string, () => Promise<unknown>> = {
    string: () => redis.get(key),
    hash: () => redis.hgetall(key),
    list: () => redis.lrange(key, '0', '-1'),
    set: () => redis.smembers(key),
    zset: () => redis.zrange(key, '0', '-1'),
    stream: () => redis.xrange(key, '-', '+'),
  };
  const type = await redis.type(key);
  if (type === 'none') return null;
  return (readers[type] ?? (() => Promise.reject(new Error(`Nobody reads a ${type}`))))();
};

const statuses = ['latest', 'completed', 'failed', 'delayed', 'active', 'waiting'];

/** What operators see: metrics, and the queues with their jobs. */
const inOps = async (): Promise<string[]> => {
  const { user, password } = world.keys.ops;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const queues = ['order-work', 'payment-work'].flatMap((name) =>
    statuses.map((status) => `/admin/queues/api/queues?activeQueue=${name}&status=${status}&page=1&jobsPerPage=200`),
  );
  return Promise.all(
    ['/metrics', '/readyz', '/livez', ...queues].map(async (path) => {
      const answer = await fetch(`${service.ops}${path}`, { headers: { authorization } });
      expect([path, answer.status]).toEqual([path, 200]);
      return answer.text();
    }),
  );
};

type Place = 'logs' | 'answers' | 'mongodb' | 'redis' | 'ops';

const everywhere = async (): Promise<Record<Place, string[]>> => ({
  logs: service.lines,
  answers,
  mongodb: await inMongo(),
  redis: await inRedis(),
  ops: await inOps(),
});

/** The first text of each place that has the pattern in it. */
const findings = (places: Partial<Record<Place, string[]>>, pattern: RegExp): string[] =>
  Object.entries(places).flatMap(([place, texts]) => {
    const found = texts.find((text) => pattern.test(text));
    return found === undefined ? [] : [`${place}: ${found.slice(0, 2_000)}`];
  });

const cardTokens = /tok_(planted|charge)/;
const handles = /\b(pm|cus|pi)_[0-9a-f]{24}/;

const assertNoTrace = async (): Promise<void> => {
  const places = await everywhere();
  expect(findings(places, cardTokens)).toEqual([]);
  expect(findings(places, handles)).toEqual([]);
  const { encryption, ops, jwt } = world.keys;
  const keys = [
    ...encryption.map(({ key }) => key),
    ops.password,
    String(jwt.privateJwk.d),
    users.ada,
    users.admin,
    'sk_test_sandbox',
  ];
  for (const key of keys) expect(findings(places, literally(key))).toEqual([]);
};

const literally = (text: string): RegExp => new RegExp(text.replace(/[^\w]/g, '\\$&'));

test('paid, declined and refunded: no trace of the card', async () => {
  const orderId = await place();
  const paid = await pay(orderId, planted());
  expect(paid.status).toBe(200);
  await becomes(orderId, 'confirmed');
  const refund = await ask('POST', `/payments/${paid.body.id}/refund`, { amount: 1, reason: 'late' }, asAdmin());
  expect(refund.status).toBe(200);
  await ask('GET', `/payments/${paid.body.id}`);
  await ask('GET', `/payments/order/${orderId}`);
  const declined = await place();
  expect((await pay(declined, 'tok_chargeDeclinedInsufficientFunds')).status).toBe(402);
  await becomes(declined, 'payment_failed');
  await ask('PATCH', `/orders/${orderId}`, { status: 'cancelled' });
  await becomes(orderId, 'refunded');
  await assertNoTrace();
});

test('a payment on its way: what is kept of the card is sealed', async () => {
  const orderId = await place();
  await fault({ path: '/v1/payment_intents', method: 'POST', kind: 'delay', ms: 800, times: 1 });
  const { status, body } = await pay(orderId, planted(), { prefer: 'respond-async' });
  expect(status).toBe(202);
  expect((await world.payments.findOne({ _id: body.id }))?.sealedToken).toMatch(/^v2\./);
  await assertNoTrace();
  await becomes(orderId, 'confirmed');
  expect(await world.payments.findOne({ _id: body.id })).not.toHaveProperty('sealedToken');
  await faultsEnd();
});

test.each(['down', 'html', 'half-json', 'reset', 'never', 'uncached-error'])(
  'the gateway fails (%s) with the card in its hands: no trace in errors and jobs',
  async (kind) => {
    const orderId = await place();
    const path = kind === 'uncached-error' ? 'charged' : '/v1/payment_intents';
    await fault({ path, method: 'POST', kind, times: 2 });
    expect((await pay(orderId, planted(), { prefer: 'respond-async' })).status).toBe(202);
    await becomes(orderId, 'confirmed');
    await faultsEnd();
    await assertNoTrace();
  },
);

test('a stored method: sealed while it is kept, gone when it is removed', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const stored = await ask('POST', '/payment-methods', { cardToken: planted() }, key);
  expect(stored.status).toBe(201);
  expect((await world.methods.findOne({ _id: stored.body.id }))?.sealedMethod).toMatch(/^v2\./);
  expect((await ask('POST', '/payment-methods', { cardToken: planted() }, key)).status).toBe(422);
  await fault({ path: '/v1/payment_methods', method: 'POST', kind: 'half-json', times: 1 });
  expect((await ask('POST', '/payment-methods', { cardToken: planted() })).status).toBe(503);
  await ask('GET', '/payment-methods');

  const orderId = await place();
  await fault({ path: '/v1/payment_intents', method: 'POST', kind: 'delay', ms: 800, times: 1 });
  const { cardToken: _none, ...payment } = aPayment(orderId);
  const byMethod = { ...payment, paymentMethodId: stored.body.id };
  const begun = await ask('POST', '/payments', byMethod, { prefer: 'respond-async' });
  expect((await world.payments.findOne({ _id: begun.body.id }))?.sealedMethod).toMatch(/^v2\./);
  await assertNoTrace();
  await becomes(orderId, 'confirmed');
  expect((await ask('DELETE', `/payment-methods/${stored.body.id}`)).status).toBe(204);
  await faultsEnd();
  await assertNoTrace();
});

test('what the bank said is for the owner and for admins; services see that it happened', async () => {
  const orderId = await place();
  const declined = await pay(orderId, 'tok_chargeDeclinedInsufficientFunds');
  await becomes(orderId, 'payment_failed');
  const paid = await pay(orderId, planted());
  const details = async (id: string, headers = {}) => {
    const { status, transactionId, failureCode, failureReason } = (
      await ask('GET', `/payments/${id}`, undefined, headers)
    ).body;
    return { status, transactionId, failureCode, failureReason };
  };
  const failed = { status: 'failed', failureCode: 'INSUFFICIENT_FUNDS', failureReason: 'Insufficient funds' };
  const processed = { status: 'processed', transactionId: expect.stringMatching(/^ch_/) };
  for (const headers of [{}, asAdmin()]) {
    expect(await details(declined.body.paymentId, headers)).toEqual(failed);
    expect(await details(paid.body.id, headers)).toEqual(processed);
  }
  expect(await details(declined.body.paymentId, asService())).toEqual({ status: 'failed' });
  expect(await details(paid.body.id, asService())).toEqual({ status: 'processed' });
  const listed = await ask('GET', `/payments/order/${orderId}`, undefined, asService());
  expect(JSON.stringify(listed.body)).not.toMatch(/transactionId|failure/);
});

test('what is refused is not repeated', async () => {
  const bad = [
    ['POST', '/payments', { ...aPayment(randomUUID()), cardToken: `${planted()}!` }],
    ['POST', '/payments', { ...aPayment(randomUUID()), card: planted() }],
    ['POST', '/payments', { ...aPayment(randomUUID()), amount: planted() }],
    ['POST', '/payment-methods', { cardToken: [planted()] }],
    ['GET', `/orders?cursor=${planted()}`, undefined],
    ['POST', `/payments/${planted()}/refund`, {}],
  ] as const;
  for (const [method, path, body] of bad) expect((await ask(method, path, body, asAdmin())).status).toBeLessThan(500);
  await assertNoTrace();
});

test('the search sees what is there: ids that are no secret are found everywhere', async () => {
  await assertInvariants(world);
  const payment = await world.payments.findOne({ status: 'processed' });
  const { logs, ops, ...others } = await everywhere();
  expect(findings(others, literally(String(payment?._id)))).toHaveLength(3);
  expect(findings({ logs }, /"msg":"request"/)).toHaveLength(1);
  expect(findings({ ops }, literally(`${payment?._id}-charge-1-0`))).toHaveLength(1);
});
