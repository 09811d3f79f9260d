import { anOrder } from '../support/client';
import { useService } from '../support/service';

const origin = 'https://shop.example';
const shop = useService({ env: { CORS_ORIGINS: `${origin}, http://localhost:*`, RATE_LIMIT_PER_MINUTE: '60' } });

const preflight = (from: string, path = '/orders') =>
  fetch(`${shop.service.http}${path}`, {
    method: 'OPTIONS',
    headers: { origin: from, 'access-control-request-method': 'POST' },
  });

describe('a page of another origin', () => {
  test.each([origin, 'http://localhost:5173'])('%s may call the API', async (from) => {
    const asked = await preflight(from);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(from);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    const { headers } = await shop.asAda('GET', '/orders', { headers: { origin: from } });
    expect(headers.get('access-control-allow-origin')).toBe(from);
    expect(headers.get('access-control-expose-headers')).toContain('ETag');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('can read a problem', async () => {
    const { status, headers } = await shop.asAda('GET', '/nowhere', { headers: { origin } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([404, origin]);
  });

  test.each([
    'https://shop.example.evil',
    'http://shop.example',
    'http://localhost',
    'http://localhost:1.evil',
    'null',
  ])('%s may not', async (from) => {
    expect((await preflight(from)).headers.get('access-control-allow-origin')).toBeNull();
    const { headers } = await shop.asAda('GET', '/orders', { headers: { origin: from } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('every response', () => {
  test.each(['/orders', '/nowhere'])('of %s forbids to guess, frame and store it', async (path) => {
    const { headers } = await shop.asAda('GET', path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('of a created order forbids to store it', async () => {
    const { status, headers } = await shop.asAda('POST', '/orders', { body: anOrder() });
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
  });
});

test('OPTIONS lists the methods of a path', async () => {
  const answer = await fetch(`${shop.service.http}/orders`, { method: 'OPTIONS' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'HEAD, GET, POST, OPTIONS']);
});

describe('the rate limit', () => {
  test('rejects the requests of a caller beyond it, with Retry-After, and nobody else', async () => {
    const answers = [];
    for (let n = 0; n < 70; n += 1) answers.push(await shop.asAlan('GET', '/orders'));
    const rejected = answers.filter(({ status }) => status === 429);
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected[0]?.body.code).toBe('rate-limited');
    expect(rejected[0]?.headers.get('retry-after')).toBe('1');
    expect((await shop.asService('GET', '/orders')).status).toBe(200);
  });
});
