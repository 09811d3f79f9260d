import { gzipSync } from 'node:zlib';
import { type Ask, ada, alan, anAddress, anOrder, blocked, withKey } from '../support/client';
import { type Refusal, refuses, type Settled, settledWorld, usedKeys } from '../support/refusals';

let settled: Settled;
beforeAll(async () => {
  settled = await settledWorld();
});
afterAll(() => settled.world.end());

const create = (change: object) => settled.asAda('POST', '/orders', { body: { ...anOrder(), ...change } });
const createRaw = (body: Ask['body'], headers = {}) => settled.asAda('POST', '/orders', { body, headers });
const item = (change: object) => create({ items: [{ ...anOrder().items[0], ...change }] });
const shippedTo = (change: object) => create({ shippingAddress: { ...anAddress, ...change } });
const list = (query: string) => settled.asAda('GET', `/orders?${query}`);

const deep = (open: string, close: string, levels = 10_000) => `${open.repeat(levels)}1${close.repeat(levels)}`;
const large = JSON.stringify({ ...anOrder(), more: 'x'.repeat(70_000) });

describe('a body that is none', () =>
  refuses(
    () => settled,
    [
      ['nothing', () => settled.asAda('POST', '/orders'), 400, 'invalid-json'],
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
      ['no payment', () => settled.asAda('POST', '/payments'), 400, 'invalid-json'],
      ['no change', () => settled.asAda('PATCH', `/orders/${settled.open}`), 400, 'invalid-json'],
      ['no refund', () => settled.asAdmin('POST', `/payments/${settled.paymentId}/refund`), 400, 'invalid-json'],
    ],
  ));

const typed = (type: string) => ({ 'content-type': type });

describe('an order', () =>
  refuses(
    () => settled,
    [
      ['a field that is not known', () => create({ note: 'x' }), 400, 'invalid-request'],
      ['__proto__', () => createRaw(withMember('__proto__')), 400, 'invalid-json'],
      ['constructor', () => createRaw(withMember('constructor')), 400, 'invalid-request'],
      ['an operator as a field', () => create({ $where: '1' }), 400, 'invalid-request'],
      ['an operator as the user', () => create({ userId: { $ne: null } }), 400, 'invalid-request'],
      ['an operator as a product', () => item({ productId: { $gt: '' } }), 400, 'invalid-request'],
      ['no user', () => create({ userId: undefined }), 400, 'invalid-request'],
      ['a user that is no UUID', () => create({ userId: 'ada' }), 400, 'invalid-request'],
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
        () => settled.asAlan('POST', '/orders', { body: anOrder(alan) }),
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
        'an empty key',
        () => settled.asAda('POST', '/orders', { body: anOrder(), ...withKey('') }),
        400,
        'invalid-request',
      ],
      [
        'a key of two words',
        () => settled.asAda('POST', '/orders', { body: anOrder(), ...withKey('a b') }),
        400,
        'invalid-request',
      ],
      [
        'a key that is long',
        () => settled.asAda('POST', '/orders', { body: anOrder(), ...withKey('k'.repeat(256)) }),
        400,
        'invalid-request',
      ],
      [
        'a key with another body',
        () => settled.asAda('POST', '/orders', { body: anOrderOf(3), ...withKey(usedKeys.order) }),
        422,
        'idempotency-key-reused',
      ],
    ],
  ));

const withMember = (name: string) => `{"${name}": {"isAdmin": true}, ${JSON.stringify(anOrder()).slice(1)}`;
const createFor = (userId: string) => settled.asAdmin('POST', '/orders', { body: anOrder(userId) });
const cups = (quantity: number) => ({ productId: 'prod-123', quantity });
const inYen = (items: object[]) => create({ items, currency: 'JPY' });
const priced = (price: string) => JSON.stringify(anOrder()).replace('49.99', price);
const anOrderOf = (quantity: number) => ({ ...anOrder(), items: [cups(quantity)] });
const latinName = Buffer.from(
  JSON.stringify({ ...anOrder(), shippingAddress: { ...anAddress, name: 'Andr\u00e9' } }),
  'latin1',
);

describe('a query', () =>
  refuses(
    () => settled,
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
    ].map((query): Refusal => [query, () => list(query), 400, 'invalid-request']),
  ));

const badIds = ['1', 'null', '__proto__', '$ne', '{"$ne":null}', '%00', '..%2f..', `${ada}x`, `urn:uuid:${ada}`];
const routesOf = (id: string): [string, string, Ask][] => [
  ['GET', `/orders/${id}`, {}],
  ['PATCH', `/orders/${id}`, { body: { status: 'cancelled' } }],
  ['GET', `/orders/${id}/items`, {}],
  ['GET', `/payments/${id}`, {}],
  ['POST', `/payments/${id}/refund`, { body: {} }],
  ['POST', `/payments/${id}/capture`, { body: {} }],
  ['POST', `/payments/${id}/void`, { body: {} }],
  ['GET', `/payments/order/${id}`, {}],
];

describe('a path', () =>
  refuses(
    () => settled,
    [
      ...badIds.flatMap((id) =>
        routesOf(id).map(([method, path, ask]): Refusal => {
          return [`${method} ${path}`, () => settled.asAdmin(method, path, ask), 400, 'invalid-request'];
        }),
      ),
      ...routesOf('0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f').map(([method, path, ask]): Refusal => {
        const code = /order/.test(path) ? 'order-not-found' : 'payment-not-found';
        return [`${method} ${path}`, () => settled.asAdmin(method, path, ask), 404, code];
      }),
      ['percent and no code', () => settled.asAda('GET', '/orders/%zz'), 400, 'invalid-request'],
    ],
  ));
