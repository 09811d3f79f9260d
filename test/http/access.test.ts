import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { type Ask, ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { promisedOperations } from '../support/contract-assertions';
import { evidenceOf } from '../support/invariants/collect-evidence';
import { assertInvariants } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let asAda: Client;
let asAlan: Client;
let withToken: (token: string) => Client;
let orderId: string;
let paymentId: string;
let methodId: string;

const key = 'the-key-of-ada';
const aCard = { cardToken: 'tok_visa' };
const nobodys = '0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f';

beforeAll(async () => {
  world = await startWorld();
  const { http } = await world.start();
  withToken = (token) => clientOf(() => http, token);
  asAda = withToken(await tokenFor(world.keys, ada));
  asAlan = withToken(await tokenFor(world.keys, alan));
  orderId = (await asAda('POST', '/orders', { body: anOrder(), ...withKey(key) })).body.id;
  paymentId = (await asAda('POST', '/payments', { body: aPayment(orderId), ...withKey(key) })).body.id;
  methodId = (await asAda('POST', '/payment-methods', { body: aCard })).body.id;
  await assertInvariants(world);
});
afterAll(() => world.end());

type Route = [method: string, path: string, ask: Ask];

const routesTo = (order: string, payment: string, method: string): Route[] => [
  ['GET', `/orders/${order}`, {}],
  ['PATCH', `/orders/${order}`, { body: { status: 'cancelled' } }],
  ['PATCH', `/orders/${order}`, { body: { status: 'cancelled' }, headers: { 'if-match': '"0"' } }],
  ['GET', `/orders/${order}/items`, {}],
  ['GET', `/orders/${order}/events`, {}],
  ['POST', '/payments', { body: aPayment(order) }],
  ['POST', '/payments', { body: aPayment(order), ...withKey(key) }],
  ['GET', `/payments/${payment}`, {}],
  ['POST', `/payments/${payment}/refund`, { body: {} }],
  ['POST', `/payments/${payment}/capture`, { body: {} }],
  ['POST', `/payments/${payment}/void`, { body: {} }],
  ['GET', `/payments/order/${order}`, {}],
  ['GET', `/payment-methods/${method}`, {}],
  ['DELETE', `/payment-methods/${method}`, {}],
];
const routes = (): Route[] => [
  ['GET', '/orders', {}],
  ['POST', '/orders', { body: anOrder() }],
  ['POST', '/orders', { body: '{' }],
  ['POST', '/payment-methods', { body: aCard }],
  ['GET', '/payment-methods', {}],
  ['GET', '/payments/reconciliation', {}],
  ['GET', '/orders/reconciliation', {}],
  ['GET', '/disputes', {}],
  ...routesTo(orderId, paymentId, methodId),
];

test('the table has every operation of the contract', () => {
  const isAsked = ({ method, path }: { method: string; path: string }) =>
    routes().some(([asked, to]) => asked === method.toUpperCase() && pattern(path).test(to));
  const missing = promisedOperations.filter((one) => !one.isSigned && !isAsked(one));
  expect(missing.map(({ operationId }) => operationId)).toEqual([]);
});

const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);

const claims = (): JWTPayload => ({
  sub: ada,
  roles: ['admin'],
  iss: 'order-management',
  aud: 'order-management',
  exp: Math.floor(Date.now() / 1000) + 3600,
});

/** A token that says what it must not, with our own signature. */
const saying = (change: Record<string, unknown>) => () => tokenFor(world.keys, ada, ['admin'], change as JWTPayload);

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (alg: string) => async () => `${base64({ alg })}.${base64(claims())}.${alg === 'none' ? '' : 'AAAA'}`;

/** Signed by a key that is not ours, under the id of the one that is. */
const signed = async (alg: string, privateKey: KeyObject | Uint8Array): Promise<string> =>
  new SignJWT(claims()).setProtectedHeader({ alg, kid: String(world.keys.jwt.publicJwk.kid) }).sign(privateKey);
const forged =
  (alg: string, { privateKey }: { privateKey: KeyObject }) =>
  () =>
    signed(alg, privateKey);

/** The mix-up: our public key, which everybody has, as the secret of a symmetric signature. */
const mixedUp = async () => signed('HS256', Buffer.from(JSON.stringify(world.keys.jwt.publicJwk)));

const altered = async () => {
  const [header, , signature] = (await tokenFor(world.keys, ada)).split('.');
  return `${header}.${base64(claims())}.${signature}`;
};

const withoutClaim = (name: string) => async () => {
  const { [name]: _left, ...rest } = claims();
  const { privateJwk } = world.keys.jwt;
  const header = { alg: 'ES256', kid: String(privateJwk.kid) };
  return new SignJWT(rest).setProtectedHeader(header).sign(await importJWK(privateJwk, 'ES256'));
};

const hourAgo = Math.floor(Date.now() / 1000) - 3600;

test.each<[string, () => Promise<string>]>([
  ['no token', async () => ''],
  ['a word', async () => 'secret'],
  ['two dots', async () => '..'],
  ['no signature', unsigned('none')],
  ['alg none, and a signature', async () => `${await unsigned('none')()}AAAA`],
  ['a signature that is none', unsigned('ES256')],
  ["somebody else's RSA key", forged('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }))],
  ["somebody else's EC key", forged('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }))],
  ['our public key as a secret', mixedUp],
  ['other claims than were signed', altered],
  ['expired', saying({ exp: hourAgo })],
  ['not valid yet', saying({ nbf: hourAgo + 7200 })],
  ['exp as text', saying({ exp: 'never' })],
  ['another issuer', saying({ iss: 'somebody' })],
  ['another audience', saying({ aud: 'somebody' })],
  ['no exp', withoutClaim('exp')],
  ['no iss', withoutClaim('iss')],
  ['no aud', withoutClaim('aud')],
  ['no sub', withoutClaim('sub')],
  ['a sub that is no user', saying({ sub: 'admin' })],
  ['a sub that is an operator', saying({ sub: { $ne: null } })],
  ['a sub that is a list', saying({ sub: [ada] })],
])('a token with %s opens no route', async (_name, make) => {
  const before = await evidenceOf(world);
  const client = withToken(await make());
  for (const [method, path, ask] of routes()) {
    const { status, body, headers } = await client(method, path, ask);
    expect([method, path, status, body.code]).toEqual([method, path, 401, 'unauthenticated']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
  expect(await evidenceOf(world)).toEqual(before);
});

test.each<[string, unknown]>([
  ['no roles', undefined],
  ['roles as text', 'admin'],
  ['a role that is unknown', ['root']],
  ['an operator as a role', [{ $ne: null }]],
])('a token with %s may do nothing', async (_name, roles) => {
  const client = withToken(await tokenFor(world.keys, ada, [], { roles }));
  for (const [method, path, ask] of routes()) {
    const { status, body } = await client(method, path, ask);
    expect([method, path, status, body.code]).toEqual([method, path, 403, 'forbidden']);
  }
});

test("another user's order and payment look like ones that do not exist, on every route", async () => {
  const before = await evidenceOf(world);
  const theirs = routesTo(orderId, paymentId, methodId);
  const none = routesTo(nobodys, nobodys, nobodys);
  for (const [at, [method, path, ask]] of theirs.entries()) {
    const found = await asAlan(method, path, ask);
    const [, otherPath = '', otherAsk] = none[at] ?? [];
    const missing = await asAlan(method, otherPath, otherAsk);
    expect([method, path, found.status]).toEqual([method, path, /(refund|capture)$/.test(path) ? 403 : 404]);
    expect(traceless(found.body)).toEqual(traceless(missing.body));
    expect(namesOf(found.headers)).toEqual(namesOf(missing.headers));
  }
  expect(await evidenceOf(world)).toEqual(before);
});

/** The problem without what differs from request to request. */
const traceless = ({ traceId, detail, ...problem }: Record<string, string>) => {
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  return { ...problem, detail: detail?.replace(/[0-9a-f-]{36}/, 'id') };
};
const namesOf = (headers: Headers) => [...headers.keys()].sort();

test('lists show nobody the orders of others', async () => {
  for (const path of ['/orders', `/orders?userId=${ada}`, `/orders?userId=${ada}&status=confirmed`]) {
    expect((await asAlan('GET', path)).body).toEqual({ data: [] });
  }
  expect((await asAda('GET', '/orders')).body.data).toHaveLength(1);
});

test("a key that another caller used is the caller's own", async () => {
  const address = { name: 'Alan', line1: 'Hut 8', city: 'Bletchley', postcode: 'MK3 6EB', country: 'GB' };
  const placed = await asAlan('POST', '/orders', {
    body: { ...anOrder(alan), shippingAddress: address },
    ...withKey(key),
  });
  expect([placed.status, placed.headers.get('idempotency-replayed')]).toEqual([201, null]);
  expect(placed.body).toMatchObject({ userId: alan });
  expect(placed.body.id).not.toBe(orderId);
});

test('card tokens and the handles of the gateway are in no answer', async () => {
  const answers = [`/payments/${paymentId}`, `/payments/order/${orderId}`, `/orders/${orderId}`];
  for (const path of answers) {
    const { status, body } = await asAda('GET', path);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toMatch(/tok_|pi_|sealed|idempotency|fingerprint/);
  }
});
