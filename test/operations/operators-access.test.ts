import { request } from 'node:http';
import { useService } from '../support/service';

const shop = useService();

describe('a change through the browser of an operator', () => {
  const drop = '/admin/dead-letters/payment-events/drop?group=order-service&all=true';
  const own = () => shop.service.ops;

  test.each<[string, () => Record<string, string>]>([
    ['another origin', () => ({ origin: 'http://evil.example' })],
    ['another port', () => ({ origin: 'http://127.0.0.1:1' })],
    ['an origin that is hidden', () => ({ origin: 'null' })],
    ['another site', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['the same site', () => ({ origin: own(), 'sec-fetch-site': 'same-site' })],
    ['a form', () => ({ 'content-type': 'application/x-www-form-urlencoded' })],
    ['a form of text', () => ({ 'content-type': 'text/plain' })],
  ])('by %s is rejected', async (_name, headers) => {
    const body = 'content-type' in headers() ? { body: 'a=1' } : {};
    const answer = await shop.askOperators(drop, { method: 'POST', headers: headers(), ...body });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'cross-site']);
  });

  test.each<[string, () => Record<string, string>]>([
    ['the page of the listener', () => ({ origin: own(), 'sec-fetch-site': 'same-origin' })],
    ['a command line', () => ({})],
  ])('by %s is made', async (_name, headers) => {
    const answer = await shop.askOperators(drop, { method: 'POST', headers: headers() });
    expect([answer.status, await answer.json()]).toEqual([200, { settled: 0 }]);
  });
});

describe('the dashboard', () => {
  test('loads nothing from another host, and cannot be framed', async () => {
    const answer = await shop.askOperators('/admin/queues');
    const page = await answer.text();
    expect(page).toContain('static/js/main');
    expect(page).not.toMatch(/(href|src)="(https?:)?\/\//);
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a login', () => {
  /** Sends a wrong or the right login from an address of this machine. */
  const login = (localAddress: string, authorization: string): Promise<{ status?: number; retryAfter?: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(shop.service.ops);
      const options = { hostname, port, path: '/metrics', localAddress, headers: { authorization } };
      request(options, (response) => {
        response.resume();
        const { statusCode, headers } = response;
        resolve({
          ...(statusCode !== undefined && { status: statusCode }),
          ...(headers['retry-after'] !== undefined && { retryAfter: headers['retry-after'] }),
        });
      })
        .on('error', reject)
        .end();
    });

  test('is refused after too many wrong ones of its address, logged and counted, and others are not', async () => {
    const { user, password } = shop.world.keys.ops;
    const basic = (secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
    const statuses = [];
    for (let n = 0; n < 110; n += 1) statuses.push((await login('127.0.0.2', basic(`guess-${n}`))).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    const right = await login('127.0.0.2', basic(password));
    expect([right.status, right.retryAfter]).toEqual([429, '1']);
    expect((await login('127.0.0.3', basic(password))).status).toBe(200);
    const lines = shop.service.lines.filter((line) => line.includes('operators.login-failed'));
    expect(lines.length).toBeGreaterThanOrEqual(100);
    expect(lines.join()).not.toContain('guess');
    expect(await (await shop.askOperators('/metrics')).text()).toMatch(/operator_login_failures_total 1\d\d/);
  });
});
