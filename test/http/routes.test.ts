import { connect } from 'node:net';
import { ada, anOrder, type Client, clientOf, tokenFor } from '../support/client';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let token: string;
let asAda: Client;
let orderId: string;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  token = await tokenFor(world.keys, ada);
  asAda = clientOf(() => service.http, token);
  orderId = (await asAda('POST', '/orders', { body: anOrder() })).body.id;
});
afterAll(() => world.end());

const id = '0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f';

test.each([
  ['GET', '/'],
  ['GET', '/order'],
  ['POST', '/nowhere'],
  ['GET', `/orders/${id}/nothing`],
  ['GET', `/orders/${id}/items/1`],
  ['GET', '//orders'],
  ['GET', '/orders/../payments/x/y'],
  ['GET', '/favicon.ico'],
])('%s %s is not there', async (method, path) => {
  const { status, body } = await asAda(method, path, method === 'POST' ? { body: 'x' } : {});
  expect([status, body.code]).toEqual([404, 'not-found']);
});

test.each([
  ['DELETE', '/orders', 'GET, HEAD, OPTIONS, POST'],
  ['PUT', '/orders', 'GET, HEAD, OPTIONS, POST'],
  ['PROPFIND', '/orders', 'GET, HEAD, OPTIONS, POST'],
  ['POST', `/orders/${id}`, 'GET, HEAD, OPTIONS, PATCH'],
  ['PUT', `/orders/${id}`, 'GET, HEAD, OPTIONS, PATCH'],
  ['DELETE', `/orders/${id}`, 'GET, HEAD, OPTIONS, PATCH'],
  ['POST', `/orders/${id}/items`, 'GET, HEAD, OPTIONS'],
  ['POST', `/orders/${id}/events`, 'GET, HEAD, OPTIONS'],
  ['GET', '/payments', 'OPTIONS, POST'],
  ['PATCH', `/payments/${id}`, 'GET, HEAD, OPTIONS'],
  ['GET', `/payments/${id}/refund`, 'OPTIONS, POST'],
  ['POST', `/payments/order/${id}`, 'GET, HEAD, OPTIONS'],
])('%s %s is not allowed, and the answer says what is', async (method, path, allow) => {
  const { status, body, headers } = await asAda(method, path);
  expect([status, body.code]).toEqual([405, 'method-not-allowed']);
  expect(headers.get('allow')?.split(', ').sort().join(', ')).toBe(allow);
});

test('HEAD answers like GET, without a body', async () => {
  for (const path of ['/orders', `/orders/${orderId}`, `/orders/${id}`, '/nowhere', '/orders?limit=0']) {
    const [get, head] = [await asAda('GET', path), await asAda('HEAD', path)];
    expect([path, head.status, head.body]).toEqual([path, get.status, undefined]);
    expect([path, described(head.headers)]).toEqual([path, described(get.headers)]);
  }
  expect((await asAda('HEAD', '/payments')).status).toBe(405);
});

const described = (headers: Headers) => ['content-type', 'content-length', 'etag'].map((name) => headers.get(name));

test('an order that has not changed is not sent again', async () => {
  const { headers } = await asAda('GET', `/orders/${orderId}`);
  // Without it, fetch asks for an answer past all caches.
  const again = { headers: { 'cache-control': 'max-age=0', 'if-none-match': headers.get('etag') ?? '' } };
  const { status, body } = await asAda('GET', `/orders/${orderId}`, again);
  expect([status, body]).toEqual([304, undefined]);
  const other = { headers: { ...again.headers, 'if-none-match': '"0"' } };
  expect((await asAda('GET', `/orders/${orderId}`, other)).status).toBe(200);
});

/** Sends text over a bare connection, and returns what it receives until the connection closes. */
const say = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(service.http).port), '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });

const asked = (line: string, ...headers: string[]) => [line, 'Host: x', ...headers, '', ''].join('\r\n');

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
  ['a method that nobody knows', asked('BREW /orders HTTP/1.1'), 400, 'malformed-request'],
  ['a version that nobody knows', asked('GET /orders HTTP/9.9'), 400, 'malformed-request'],
  ['a header name that is no token', asked('GET /orders HTTP/1.1', 'X@Y: x'), 400, 'malformed-request'],
  ['two lengths', asked('POST /orders HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'), 400, 'malformed-request'],
  [
    'a length and chunks',
    asked('POST /orders HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
    400,
    'malformed-request',
  ],
  ['headers without an end', asked('GET /orders HTTP/1.1', `X: ${'x'.repeat(20_000)}`), 431, 'headers-too-large'],
  ['a path without an end', asked(`GET /${'x'.repeat(20_000)} HTTP/1.1`), 431, 'headers-too-large'],
])('%s is answered by a problem document', async (_name, text, status, code) => {
  const [head = '', body = ''] = (await say(text)).split('\r\n\r\n');
  expect(head).toMatch(`HTTP/1.1 ${status} `);
  expect(head).toMatch('Content-Type: application/problem+json');
  expect(JSON.parse(body)).toMatchObject({ type: `/problems/${code}`, status, code });
  expect((await fetch(`${service.ops}/livez`)).status).toBe(200);
});

test('a body that breaks off changes nothing, and others are served', async () => {
  const start = asked(
    'POST /orders HTTP/1.1',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    'Content-Length: 200',
  );
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(service.http).port), '127.0.0.1', () =>
      socket.write(`${start}{"userId": "`, () => socket.destroy()),
    );
    socket.on('close', () => resolve());
  });
  expect((await asAda('GET', '/orders')).body.data).toHaveLength(1);
});
