import { gzipSync } from 'node:zlib';
import {
  type Answer,
  type Ask,
  ada,
  alan,
  anAddress,
  anOrder,
  aPayment,
  blocked,
  type Client,
  clientOf,
  tokenFor,
  withKey,
} from '../support/client';
import { evidenceOf } from '../support/evidence';
import { assertInvariants } from '../support/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let asAda: Client;
let asAlan: Client;
let asAdmin: Client;
/** An order that waits for its payment, at version 1. */
let open: string;
/** An order that is confirmed, and its payment. */
let confirmed: string;
let paymentId: string;

const createKey = 'a-key-of-an-order';
const payKey = 'a-key-of-a-payment';

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start();
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  asAlan = clientOf(() => http, await tokenFor(world.keys, alan));
  asAdmin = clientOf(() => http, await tokenFor(world.keys, alan, ['admin']));
  open = (await asAda('POST', '/orders', { body: anOrder() })).body.id;
  confirmed = (await asAda('POST', '/orders', { body: anOrder(), ...withKey(createKey) })).body.id;
  paymentId = (await asAda('POST', '/payments', { body: aPayment(confirmed), ...withKey(payKey) })).body.id;
  await assertInvariants(world);
  const { orders, payments, ledger } = await evidenceOf(world);
  expect([orders.length, payments.length, ledger.length]).toEqual([2, 1, 1]);
});
afterAll(() => world.end());

const create = (change: object) => asAda('POST', '/orders', { body: { ...anOrder(), ...change } });
const createRaw = (body: Ask['body'], headers = {}) => asAda('POST', '/orders', { body, headers });
const item = (change: object) => create({ items: [{ ...anOrder().items[0], ...change }] });
const shippedTo = (change: object) => create({ shippingAddress: { ...anAddress, ...change } });
const pay = (change: object, ask: Ask = {}) =>
  asAda('POST', '/payments', { body: { ...aPayment(open), ...change }, ...ask });
const refund = (body: unknown, ask: Ask = {}) => asAdmin('POST', `/payments/${paymentId}/refund`, { body, ...ask });
const change = (body: unknown, headers = {}) => asAda('PATCH', `/orders/${open}`, { body, headers });
const list = (query: string) => asAda('GET', `/orders?${query}`);

type Row = [name: string, ask: () => Promise<Answer>, status: number, code: string];

/** Holds each row: the status and the code that it names, and nothing has changed. */
const refuses = (rows: Row[]): void => {
  test.each(rows)('%s', async (_name, ask, status, code) => {
    const before = await evidenceOf(world);
    const { body, ...answer } = await ask();
    expect([answer.status, body.code]).toEqual([status, code]);
    expect(body.status).toBe(status);
    expect(await evidenceOf(world)).toEqual(before);
  });
};

const deep = (open: string, close: string, levels = 10_000) => `${open.repeat(levels)}1${close.repeat(levels)}`;
const large = JSON.stringify({ ...anOrder(), more: 'x'.repeat(70_000) });

describe('a body that is none', () =>
  refuses([
    ['nothing', () => asAda('POST', '/orders'), 400, 'invalid-json'],
    ['nothing, said to be JSON', () => createRaw(''), 400, 'invalid-json'],
    ['broken off', () => createRaw('{"userId": "'), 400, 'invalid-json'],
    ['something after it', () => createRaw('{} {}'), 400, 'invalid-json'],
    ['a number that JSON does not have', () => createRaw('{"amount": NaN}'), 400, 'invalid-json'],
    ['null', () => createRaw('null'), 400, 'invalid-json'],
    ['text', () => createRaw('"order"'), 400, 'invalid-json'],
    ['a list', () => createRaw('[]'), 400, 'invalid-request'],
    ['deep lists', () => createRaw(deep('[', ']')), 400, 'invalid-request'],
    ['deep objects', () => createRaw(deep('{"a":', '}')), 400, 'invalid-request'],
    ['deep in a field', () => createRaw(`{"items":${deep('[', ']')}}`), 400, 'invalid-request'],
    ['too large', () => createRaw(large), 413, 'body-too-large'],
    ['too large, of unknown length', () => createRaw(new Blob([large]).stream()), 413, 'body-too-large'],
    ['a bomb', () => createRaw(gzipSync(large), { 'content-encoding': 'gzip' }), 415, 'unsupported-media-type'],
    ['a form', () => createRaw('a=1', typed('application/x-www-form-urlencoded')), 415, 'unsupported-media-type'],
    ['plain text', () => createRaw('{}', typed('text/plain')), 415, 'unsupported-media-type'],
    ['a patch', () => createRaw('{}', typed('application/json-patch+json')), 415, 'unsupported-media-type'],
    ['no payment', () => asAda('POST', '/payments'), 400, 'invalid-json'],
    ['no change', () => asAda('PATCH', `/orders/${open}`), 400, 'invalid-json'],
    ['no refund', () => asAdmin('POST', `/payments/${paymentId}/refund`), 400, 'invalid-json'],
  ]));

const typed = (type: string) => ({ 'content-type': type });

describe('an order', () =>
  refuses([
    ['a field that is not known', () => create({ note: 'x' }), 400, 'invalid-request'],
    ['__proto__', () => createRaw(withMember('__proto__')), 400, 'invalid-json'],
    ['constructor', () => createRaw(withMember('constructor')), 400, 'invalid-request'],
    ['an operator as a field', () => create({ $where: '1' }), 400, 'invalid-request'],
    ['an operator as the user', () => create({ userId: { $ne: null } }), 400, 'invalid-request'],
    ['an operator as a product', () => item({ productId: { $gt: '' } }), 400, 'invalid-request'],
    ['no user', () => create({ userId: undefined }), 400, 'invalid-request'],
    ['a user that is no UUID', () => create({ userId: 'ada' }), 400, 'invalid-request'],
    ['a user in upper case', () => create({ userId: 'ABCDEF01-1111-4111-8111-111111111111' }), 400, 'invalid-request'],
    ['a user as a URN', () => create({ userId: `urn:uuid:${ada}` }), 400, 'invalid-request'],
    ["someone else's user", () => create({ userId: alan }), 403, 'forbidden'],
    ['a user that is unknown', () => createFor('99999999-9999-4999-8999-999999999999'), 422, 'user-not-found'],
    ['a user that is blocked', () => createFor(blocked), 422, 'user-not-found'],
    ['no items', () => create({ items: [] }), 400, 'invalid-request'],
    ['too many items', () => create({ items: Array(101).fill(anOrder().items[0]) }), 400, 'invalid-request'],
    ['quantity 0', () => item({ quantity: 0 }), 400, 'invalid-request'],
    ['quantity -1', () => item({ quantity: -1 }), 400, 'invalid-request'],
    ['quantity 1.5', () => item({ quantity: 1.5 }), 400, 'invalid-request'],
    ['quantity 1e9', () => item({ quantity: 1e9 }), 400, 'invalid-request'],
    ['quantity as text', () => item({ quantity: '2' }), 400, 'invalid-request'],
    ['a price with three decimals', () => item({ price: 49.991 }), 422, 'invalid-amount'],
    ['a price in yen with decimals', () => inYen([{ ...cups(1), price: 7500.5 }]), 422, 'invalid-amount'],
    ["a price that is not the catalog's", () => item({ price: 49.98 }), 422, 'price-mismatch'],
    ['a price of nothing', () => item({ price: 0 }), 422, 'price-mismatch'],
    ['a price below zero', () => item({ price: -49.99 }), 400, 'invalid-request'],
    ['a price beyond numbers', () => createRaw(priced('1e999')), 400, 'invalid-request'],
    ['a total beyond amounts', () => inYen(Array(100).fill(cups(10_000))), 422, 'invalid-amount'],
    ['a product that is unknown', () => item({ productId: 'prod-000' }), 422, 'product-not-found'],
    ['a product that is a path', () => item({ productId: '../users/x' }), 400, 'invalid-request'],
    ['a product that is a folder', () => item({ productId: '..' }), 400, 'invalid-request'],
    ['a product that is half a character', () => item({ productId: '\ud800' }), 400, 'invalid-request'],
    ['a product that is sold out', () => item({ productId: 'prod-soldout', price: 99 }), 409, 'out-of-stock'],
    ['a currency that is none', () => create({ currency: 'usd' }), 400, 'invalid-request'],
    ['a currency that is not sold in', () => create({ currency: 'XXX' }), 422, 'currency-not-supported'],
    [
      'no address for a cup',
      () => asAlan('POST', '/orders', { body: anOrder(alan) }),
      422,
      'shipping-address-required',
    ],
    ['an address without a city', () => shippedTo({ city: undefined }), 400, 'invalid-request'],
    ['an address with more', () => shippedTo({ planet: 'Earth' }), 400, 'invalid-request'],
    ['a country that is none', () => shippedTo({ country: 'Britain' }), 400, 'invalid-request'],
    ['a name with a control character', () => shippedTo({ name: 'Ada\u0000' }), 400, 'invalid-request'],
    ['a name with half a character', () => shippedTo({ name: 'Ada \ud83d' }), 400, 'invalid-request'],
    ['a name in bytes that are no text', () => createRaw(latinName), 400, 'invalid-request'],
    [
      'a key of two words',
      () => asAda('POST', '/orders', { body: anOrder(), ...withKey('a b') }),
      400,
      'invalid-request',
    ],
    [
      'a key that is long',
      () => asAda('POST', '/orders', { body: anOrder(), ...withKey('k'.repeat(256)) }),
      400,
      'invalid-request',
    ],
    [
      'a key with another body',
      () => asAda('POST', '/orders', { body: anOrderOf(3), ...withKey(createKey) }),
      422,
      'idempotency-key-reused',
    ],
  ]));

const withMember = (name: string) => `{"${name}": {"isAdmin": true}, ${JSON.stringify(anOrder()).slice(1)}`;
const createFor = (userId: string) => asAdmin('POST', '/orders', { body: anOrder(userId) });
const cups = (quantity: number) => ({ productId: 'prod-123', quantity });
const inYen = (items: object[]) => create({ items, currency: 'JPY' });
const priced = (price: string) => JSON.stringify(anOrder()).replace('49.99', price);
const anOrderOf = (quantity: number) => ({ ...anOrder(), items: [cups(quantity)] });
const latinName = Buffer.from(
  JSON.stringify({ ...anOrder(), shippingAddress: { ...anAddress, name: 'Andr\u00e9' } }),
  'latin1',
);

describe('a payment', () =>
  refuses([
    ['a field that is not known', () => pay({ tip: 1 }), 400, 'invalid-request'],
    ['no amount', () => pay({ amount: undefined }), 400, 'invalid-request'],
    ['an amount as text', () => pay({ amount: '99.98' }), 400, 'invalid-request'],
    ['an operator as the amount', () => pay({ amount: { $gt: 0 } }), 400, 'invalid-request'],
    ['an operator as the order', () => pay({ orderId: { $gt: '' } }), 400, 'invalid-request'],
    ['one cent less', () => pay({ amount: 99.97 }), 422, 'amount-mismatch'],
    ['one cent more', () => pay({ amount: 99.99 }), 422, 'amount-mismatch'],
    ['nothing', () => pay({ amount: 0 }), 422, 'amount-mismatch'],
    ['half a cent', () => pay({ amount: 99.985 }), 422, 'invalid-amount'],
    ['below zero', () => pay({ amount: -99.98 }), 400, 'invalid-request'],
    ['another currency', () => pay({ currency: 'EUR' }), 422, 'currency-mismatch'],
    ['a method that is unknown', () => pay({ paymentMethod: 'cash' }), 400, 'invalid-request'],
    ['a card number', () => pay({ cardToken: '4242424242424242' }), 400, 'card-number-refused'],
    ['a card number after tok_', () => pay({ cardToken: 'tok_4242 4242' }), 400, 'invalid-request'],
    ['an empty token', () => pay({ cardToken: '' }), 400, 'invalid-request'],
    ['a token of 1 kB', () => pay({ cardToken: `tok_${'x'.repeat(1020)}` }), 400, 'invalid-request'],
    ['no token', () => pay({ cardToken: undefined }), 400, 'invalid-request'],
    ['an order that is unknown', () => pay({ orderId: paymentId }), 404, 'order-not-found'],
    ['paying twice', () => pay({ orderId: confirmed }), 409, 'order-not-payable'],
    ['paying twice, with a new key', () => pay({ orderId: confirmed }, withKey()), 409, 'order-not-payable'],
    ['a key with another body', () => pay({}, withKey(payKey)), 422, 'idempotency-key-reused'],
    ['a refund of more than was paid', () => refund({ amount: 99.99 }), 422, 'refund-exceeds-captured'],
    ['a refund of nothing', () => refund({ amount: 0 }), 422, 'refund-exceeds-captured'],
    ['a refund of half a cent', () => refund({ amount: 0.005 }), 422, 'invalid-amount'],
    ['a refund below zero', () => refund({ amount: -1 }), 400, 'invalid-request'],
    ['a refund with more', () => refund({ to: 'me' }), 400, 'invalid-request'],
    ['a refund with a broken key', () => refund({}, withKey('é')), 400, 'invalid-request'],
    ['a refund by a user', () => asAda('POST', `/payments/${paymentId}/refund`, { body: {} }), 403, 'forbidden'],
  ]));

describe('a change of status', () =>
  refuses([
    ['no status', () => change({ reason: 'x' }), 400, 'invalid-request'],
    ['a status that is unknown', () => change({ status: 'lost' }), 400, 'invalid-request'],
    ['an operator as the status', () => change({ status: { $ne: 'pending' } }), 400, 'invalid-request'],
    ['a field that is not known', () => change({ status: 'cancelled', totalAmount: 1 }), 400, 'invalid-request'],
    ['an empty reason', () => change({ status: 'cancelled', reason: '' }), 400, 'invalid-request'],
    ['a reason with a control character', () => change({ status: 'cancelled', reason: '\n' }), 400, 'invalid-request'],
    ['what a user may not ask', () => change({ status: 'shipped' }), 403, 'forbidden'],
    [
      'what nobody may ask',
      () => asAdmin('PATCH', `/orders/${open}`, { body: { status: 'confirmed' } }),
      409,
      'illegal-transition',
    ],
    [
      'what is not its turn',
      () => asAdmin('PATCH', `/orders/${open}`, { body: { status: 'delivered' } }),
      409,
      'illegal-transition',
    ],
    ['a version that is gone', () => change({ status: 'cancelled' }, { 'if-match': '"0"' }), 412, 'version-mismatch'],
    ['a version to come', () => change({ status: 'cancelled' }, { 'if-match': '"2"' }), 412, 'version-mismatch'],
    ['a version that is none', () => change({ status: 'cancelled' }, { 'if-match': 'latest' }), 400, 'invalid-request'],
  ]));

test('an illegal transition says which ones are legal', async () => {
  const { body } = await asAdmin('PATCH', `/orders/${open}`, { body: { status: 'delivered' } });
  expect(body.allowedTransitions).toEqual(['cancelled']);
});

describe('a query', () =>
  refuses(
    [
      'limit=0',
      'limit=101',
      'limit=-1',
      'limit=abc',
      'limit=1.5',
      'limit=',
      'limit=1&limit=2',
      'status=lost',
      'status=',
      'status=pending&status=cancelled',
      'userId=ada',
      `userId=${ada}&userId=${alan}`,
      'cursor=',
      'cursor=abc',
      'cursor=eyIkZ3QiOiIifQ',
      `cursor=${'x'.repeat(201)}`,
      'page=2',
      'status[$ne]=pending',
      'userId[$gt]=',
      '$where=1',
      '__proto__=1',
      '__proto__[admin]=1',
      'constructor=1',
    ].map((query): Row => [query, () => list(query), 400, 'invalid-request']),
  ));

const badIds = ['1', 'null', '__proto__', '$ne', '{"$ne":null}', '%00', '..%2f..', `${ada}x`, `urn:uuid:${ada}`];
const routesOf = (id: string): [string, string, Ask][] => [
  ['GET', `/orders/${id}`, {}],
  ['PATCH', `/orders/${id}`, { body: { status: 'cancelled' } }],
  ['GET', `/orders/${id}/items`, {}],
  ['GET', `/payments/${id}`, {}],
  ['POST', `/payments/${id}/refund`, { body: {} }],
  ['GET', `/payments/order/${id}`, {}],
];

describe('a path', () =>
  refuses([
    ...badIds.flatMap((id) =>
      routesOf(id).map(([method, path, ask]): Row => {
        return [`${method} ${path}`, () => asAdmin(method, path, ask), 400, 'invalid-request'];
      }),
    ),
    ...routesOf('0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f').map(([method, path, ask]): Row => {
      const code = /order/.test(path) ? 'order-not-found' : 'payment-not-found';
      return [`${method} ${path}`, () => asAdmin(method, path, ask), 404, code];
    }),
    ['percent and no code', () => asAda('GET', '/orders/%zz'), 400, 'invalid-request'],
  ]));
