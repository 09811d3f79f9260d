import { randomUUID } from 'node:crypto';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asEverybody: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start({ LOG_LEVEL: 'trace' });
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  const roles = ['user', 'admin', 'service'];
  asEverybody = clientOf(() => service.http, await tokenFor(world.keys, alan, roles));
});
afterAll(async () => {
  await assertInvariants(world);
  await world.end();
});

const card = '4242424242424242';
const address = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postcode: 'SW1Y 4LB',
  country: 'GB',
};
const anId = randomUUID();

/** The text without what may stand between the digits of a card number. */
const digitsIn = (value: unknown): string => JSON.stringify(value).replace(/[\s-]/g, '');
const numbers = /4242424242424242|5555555555554444|4000000000000000006/;

const everywhere: [string, string, string, unknown, string][] = [
  [
    'an address',
    'POST',
    '/orders',
    { ...anOrder(), shippingAddress: { ...address, line2: card } },
    '#/shippingAddress/line2',
  ],
  [
    'a quantity',
    'POST',
    '/orders',
    { ...anOrder(), items: [{ productId: 'prod-123', quantity: 4242424242424242 }] },
    '#/items/0/quantity',
  ],
  ['a token', 'POST', '/payments', { ...aPayment(anId), cardToken: card }, '#/cardToken'],
  ['a dressed up token', 'POST', '/payments', { ...aPayment(anId), cardToken: `tok_${card}` }, '#/cardToken'],
  ['spaces', 'POST', '/payments', { ...aPayment(anId), cardToken: '4242 4242 4242 4242' }, '#/cardToken'],
  [
    'an unknown field',
    'POST',
    '/payments',
    { ...aPayment(anId), card: { number: '4242-4242-4242-4242' } },
    '#/card/number',
  ],
  ['a name', 'POST', '/payments', { ...aPayment(anId), [card]: true }, '#'],
  ['an amount', 'POST', '/payments', { ...aPayment(anId), amount: 5555555555554444 }, '#/amount'],
  ['a long number', 'POST', '/payments', '{"amount":4000000000000000006}', '#/amount'],
  ['an escape', 'POST', '/payment-methods', '{"cardToken":"\\u0034242424242424242"}', '#/cardToken'],
  ['a new method', 'POST', '/payment-methods', { cardToken: card }, '#/cardToken'],
  ['a reason', 'PATCH', `/orders/${anId}`, { status: 'cancelled', reason: `I paid by ${card}` }, '#/reason'],
  ['a refund', 'POST', `/payments/${anId}/refund`, { reason: `to ${card} please` }, '#/reason'],
  ['a query', 'GET', `/orders?cursor=${card}`, undefined, 'query/cursor'],
  ['a query of methods', 'GET', `/payment-methods?number=4242-4242-4242-4242`, undefined, 'query/number'],
];

test.each(everywhere)('%s: refused, and not repeated', async (_name, method, path, body, pointer) => {
  const answer = await asEverybody(method, path, { body });
  expect([answer.status, answer.body.code]).toEqual([400, 'card-number-refused']);
  expect(answer.body.errors).toEqual([{ pointer, detail: 'looks like a card number' }]);
  expect(digitsIn(answer.body)).not.toMatch(numbers);
});

test('an idempotency key: refused, and not kept', async () => {
  const answer = await asAda('POST', '/orders', { body: anOrder(), headers: { 'idempotency-key': card } });
  expect([answer.status, answer.body.code]).toEqual([400, 'card-number-refused']);
  expect(answer.body.errors[0].pointer).toBe('header/Idempotency-Key');
});

test('ids, telephone numbers and timestamps pass', async () => {
  const reason =
    'call +49 1512 3456780 after 2026-01-31T10:00:00.000Z, or write to 36000000-1234-4005-a000-00000000000a';
  const shippingAddress = { ...address, phone: '+491512345678000' };
  const headers = { 'idempotency-key': '1769853600003' };
  const { status, body } = await asAda('POST', '/orders', { body: { ...anOrder(), shippingAddress }, headers });
  expect([status, body.shippingAddress]).toEqual([201, shippingAddress]);
  const cancelled = await asAda('PATCH', `/orders/${body.id}`, { body: { status: 'cancelled', reason } });
  expect([cancelled.status, cancelled.body.cancellationReason]).toEqual([200, reason]);
});

test('a body that is too deep to search is rejected by the contract, and not repeated', async () => {
  const body = `{"cardToken":${'['.repeat(30_000)}"${card}"${']'.repeat(30_000)}}`;
  const answer = await asAda('POST', '/payment-methods', { body });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
  expect(digitsIn(answer.body)).not.toMatch(numbers);
});

test('nothing of it is stored or logged', async () => {
  const stored = [world.orders, world.payments, world.methods].map((all) => all.find().toArray());
  expect(digitsIn(await Promise.all(stored))).not.toMatch(numbers);
  expect(service.lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(everywhere.length);
  for (const line of service.lines) expect(digitsIn(line)).not.toMatch(numbers);
});
