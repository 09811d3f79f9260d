import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ada, anOrder, aPayment, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';

const root = join(__dirname, '..', '..');

interface Installation {
  dir: string;
  process: ChildProcess;
  output: string[];
}

const started: Installation[] = [];
afterEach(async () => {
  for (const { dir, process, output } of started.splice(0)) {
    process.kill('SIGTERM');
    if (process.exitCode === null) await new Promise((resolve) => process.once('exit', resolve));
    rmSync(dir, { recursive: true, force: true });
    expect(output.join('')).not.toContain('ended unexpectedly');
  }
}, 60_000);

/** Starts `npm start` with a data folder of its own. */
const start = (env: Record<string, string> = {}): Installation => {
  const dir = mkdtempSync(join(tmpdir(), 'order-management-start-'));
  const child = spawn(process.execPath, ['scripts/start.js'], {
    cwd: root,
    env: { ...process.env, ...env, DATA_DIR: dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => output.push(String(text)));
  const installation = { dir, process: child, output };
  started.push(installation);
  return installation;
};

/** Resolves to what `npm start` wrote for other programs, once it runs. */
const endpointsOf = async ({ dir, process: child, output }: Installation): Promise<Record<string, string>> => {
  const file = join(dir, 'endpoints.json');
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(output.join(''));
    expect(existsSync(file)).toBe(true);
  }, 90_000);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
};

/** Places an order, pays it, and waits until it is confirmed. */
const confirmOrder = async ({ dir }: Installation, http: string): Promise<void> => {
  const keys = JSON.parse(readFileSync(join(dir, 'keys', 'local-keys.json'), 'utf8'));
  const asAda = clientOf(() => http, await tokenFor(keys, ada));
  const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
  await asAda('POST', '/payments', { body: aPayment(order.id) });
  await eventually(async () => expect((await asAda('GET', `/orders/${order.id}`)).body.status).toBe('confirmed'));
};

const hasIpv6 = Object.values(networkInterfaces()).some((found) => found?.some(({ address }) => address === '::1'));

describe('npm start', () => {
  test('runs twice at once, each with ports of its own', async () => {
    const installations = [start(), start()];
    const endpoints = await Promise.all(installations.map(endpointsOf));
    const urls = endpoints.flatMap(({ http, ops, sandbox, redis, ordersMongodb }) => [
      http,
      ops,
      sandbox,
      redis,
      ordersMongodb,
    ]);
    expect(new Set(urls).size).toBe(urls.length);
    for (const [at, installation] of installations.entries())
      await confirmOrder(installation, endpoints[at]?.http ?? '');
  }, 180_000);

  (hasIpv6 ? test : test.skip)(
    'listens at an IPv6 address',
    async () => {
      const installation = start({ HOST: '::1', OPS_HOST: ' ::1 ', SANDBOX_HOST: '::1' });
      const { http = '', ops, sandbox } = await endpointsOf(installation);
      expect([http, ops, sandbox]).toEqual(Array(3).fill(expect.stringMatching(/^http:\/\/\[::1\]:\d+$/)));
      await confirmOrder(installation, http);
    },
    120_000,
  );

  test('says which address it cannot have', async () => {
    const { process: child, output } = start({ HOST: '192.0.2.1' });
    await new Promise((resolve) => child.once('exit', resolve));
    expect(child.exitCode).toBe(1);
    expect(output.join('')).toMatch(/listen EADDRNOTAVAIL.* 192\.0\.2\.1/);
  }, 60_000);
});
