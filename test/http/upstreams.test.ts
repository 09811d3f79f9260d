import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, ada, anAddress, anOrder } from '../support/client';
import { evidenceOf } from '../support/invariants/collect-evidence';
import { type Shop, useService } from '../support/service';

/** What the user service and the catalog answer, by the start of the path. Anything else gets a good answer. */
let answers: Record<string, { status?: number; body: unknown }> = {};
let paths: string[] = [];
let authorizations: (string | undefined)[] = [];
let upstream: Server;

const aUser = { id: ada, status: 'active', defaultAddress: anAddress };
const aProduct = { id: 'prod-123', name: 'Espresso cup', physical: true, prices: { USD: 49.99 }, available: 5 };

const defaultsFor = (path: string): unknown => {
  if (path.startsWith('/users/')) return aUser;
  if (path.startsWith('/products/')) return { ...aProduct, id: path.split('/')[2] };
  return {};
};

beforeAll(async () => {
  upstream = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/base\/v1/, '');
    paths.push(request.url ?? '');
    authorizations.push(request.headers.authorization);
    const [, given] = Object.entries(answers).find(([start]) => path.startsWith(start)) ?? [];
    response.statusCode = given?.status ?? 200;
    const body = given ? given.body : defaultsFor(path);
    request.resume().on('end', () => response.end(typeof body === 'string' ? body : JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});
afterAll(() => upstream.close());

const shop: Shop = useService({}, async () => {
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/base/v1`;
  await shop.restart({
    USERS_URL: url,
    CATALOG_URL: `${url}/`,
    USERS_TOKEN: 'for-users',
    CATALOG_TOKEN: 'for-catalog',
  });
});

beforeEach(async () => {
  answers = {};
  paths = [];
  authorizations = [];
});

/** Each user and product is asked about once in a while only, so that each order needs fresh ones. */
let fresh = 0;
const place = async (given: typeof answers, change: object = {}): Promise<Answer> => {
  fresh += 1;
  const suffix = String(fresh).padStart(12, '0');
  const userId = ada.replace(/.{12}$/, suffix);
  const productId = `prod-${fresh}`;
  const filled = JSON.stringify(given).replaceAll(ada, userId).replaceAll('prod-123', productId);
  answers = { '/users/': { body: { ...aUser, id: userId } }, ...JSON.parse(filled) };
  const items = [{ productId, quantity: 1 }];
  return shop.asAdmin('POST', '/orders', { body: { ...anOrder(userId), items, ...change } });
};
const user = (change: object) => ({ '/users/': { body: { ...aUser, ...change } } });
const product = (change: object) => ({ '/products/': { body: { ...aProduct, ...change } } });

describe('the user service and the catalog', () => {
  test('are asked at their base path with their token', async () => {
    expect((await place({})).status).toBe(201);
    expect(paths.filter((path) => !path.startsWith('/base/v1/'))).toEqual([]);
    expect(new Set(authorizations)).toEqual(new Set(['Bearer for-users', 'Bearer for-catalog']));
  });

  test.each([
    ['a user without a status', user({ status: undefined }), 'user-service-unavailable'],
    ['another user', user({ id: '22222222-2222-4222-8222-222222222222' }), 'user-service-unavailable'],
    ['a list', { '/users/': { body: [] } }, 'user-service-unavailable'],
    ['null', { '/users/': { body: 'null' } }, 'user-service-unavailable'],
    ['a page', { '/users/': { body: '<html>' } }, 'user-service-unavailable'],
    ['401', { '/users/': { status: 401, body: {} } }, 'user-service-unavailable'],
    ['a redirect', { '/users/': { status: 302, body: '' } }, 'user-service-unavailable'],
    ['too many bytes', user({ more: 'x'.repeat(2_000_000) }), 'user-service-unavailable'],
    ['a product without a name', product({ name: undefined }), 'catalog-unavailable'],
    ['another product', product({ id: 'prod-999' }), 'catalog-unavailable'],
    ['prices as a list', product({ prices: [49.99] }), 'catalog-unavailable'],
    ['a price as a word', product({ prices: { USD: 'free' } }), 'catalog-unavailable'],
    ['a price below zero', product({ prices: { USD: -1 } }), 'catalog-unavailable'],
    ['a price with three decimals', product({ prices: { USD: 49.991 } }), 'catalog-unavailable'],
    ['physical as a word', product({ physical: 'yes' }), 'catalog-unavailable'],
    ['stock as a word', product({ available: 'plenty' }), 'catalog-unavailable'],
    ['a shortage without a product', { '/reservations/': { status: 409, body: {} } }, 'catalog-unavailable'],
    [
      'a shortage of another product',
      { '/reservations/': { status: 409, body: { productId: 'prod-999' } } },
      'catalog-unavailable',
    ],
  ])('that answer with %s are unavailable, and nothing is stored', async (_name, given, code) => {
    const before = (await evidenceOf(shop.world)).orders.length;
    const { status, body, headers } = await place(given);
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, code, '2']);
    expect((await evidenceOf(shop.world)).orders).toHaveLength(before);
    // So that the circuit breaker stays closed for the next row.
    expect((await place({})).status).toBe(201);
  });

  test.each([
    ['a deleted user', { '/users/': { status: 410, body: '' } }, 'user-not-found'],
    ['an unknown user', { '/users/': { status: 404, body: '<html>' } }, 'user-not-found'],
    ['a user in another state', user({ status: 'pending' }), 'user-not-found'],
    ['a discontinued product', { '/products/': { status: 410, body: '' } }, 'product-not-found'],
  ])('that answer with %s make the order invalid', async (_name, given, code) => {
    const { status, body } = await place(given);
    expect([status, body.code]).toEqual([422, code]);
  });

  test.each([
    [19.99, 19.99],
    [10.1 + 10.2, 20.3],
    ['19.99', 19.99],
  ])('may give the price %p', async (price, charged) => {
    const { status, body } = await place(product({ prices: { USD: price } }));
    expect([status, body.totalAmount]).toEqual([201, charged]);
  });

  test('give an address that is mapped: its empty and other fields go nowhere', async () => {
    const more = { id: 7, email: 'ada@example.com', line2: null, region: '', phone: null };
    const { status, body } = await place(user({ defaultAddress: { ...anAddress, ...more } }));
    expect([status, body.shippingAddress]).toEqual([201, anAddress]);
  });

  test.each([
    ['with other members altogether', { street: '12 St James Square', zip: 'SW1Y 4JH' }],
    ['without a postcode where one is needed', { ...anAddress, postcode: null }],
    ['that is text', '12 St James Square, London'],
    ['that is null', null],
  ])('give an address %s: it counts as none', async (_name, defaultAddress) => {
    const { status, body } = await place(user({ defaultAddress }));
    expect([status, body.code]).toEqual([422, 'shipping-address-required']);
    expect((await place(user({ defaultAddress }), { shippingAddress: anAddress })).status).toBe(201);
  });

  test('are asked few times by a request of a hundred unknown products', async () => {
    const items = Array.from({ length: 100 }, (_none, n) => ({ productId: `unknown-${n}`, quantity: 1 }));
    const { status, body } = await place({ '/products/': { status: 404, body: '' } }, { items });
    expect([status, body.code]).toEqual([422, 'product-not-found']);
    expect(paths.filter((path) => path.includes('/products/')).length).toBeLessThanOrEqual(16);
  });

  test('are asked once about a product that is in many lines', async () => {
    const items = Array.from({ length: 100 }, () => ({ productId: 'many', quantity: 1 }));
    expect((await place({}, { items })).status).toBe(201);
    expect(paths.filter((path) => path.includes('/products/'))).toHaveLength(1);
  });
});
