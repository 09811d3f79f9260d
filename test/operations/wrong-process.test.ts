import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCardVault } from '../../src/store/encryption/card-vault';
import { assertInvariants } from '../support/invariants/invariants';
import { type Shop, useService } from '../support/service';
import { startWorld } from '../support/world';

const folder = mkdtempSync(join(tmpdir(), 'order-management-wrong-'));
const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const shop: Shop = useService({ env: { ENCRYPTION_KEYS: newKey('k1') } });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runFile = promisify(execFile);
const oms = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
  const script = join(__dirname, '..', '..', 'dist', 'cli', 'oms.js');
  const { stdout } = await runFile(process.execPath, [script, ...args], {
    env: { ...process.env, ...shop.world.env, ...env },
  });
  return stdout;
};

const readAgreed = async (): Promise<unknown[]> => {
  const [orders, payments] = shop.world.databases;
  return [
    await orders?.collection('shared-settings').find().toArray(),
    await payments?.collection('keys').find().toArray(),
  ];
};

// With Stripe itself, a shorter quiet time is invalid.
const stripe = {
  STRIPE_API_URL: 'https://api.stripe.com',
  STRIPE_SECRET_KEY: 'sk_test_51Abc',
  GATEWAY_QUIET_MS: '60000',
};
const live = { ...stripe, STRIPE_SECRET_KEY: 'sk_live_51Abc', RETURN_URLS: 'https://shop.example/' };

const wrong: [name: string, env: Record<string, string>, said: string[]][] = [
  ['another encryption key', { ENCRYPTION_KEYS: newKey('k2') }, ['key k1 is missing', 'with k2', 'ENCRYPTION_KEYS']],
  ['another key under the same id', { ENCRYPTION_KEYS: newKey('k1') }, ['key k1', 'is not the one']],
  ['a new data folder', { ENCRYPTION_KEYS: '', DATA_DIR: join(folder, 'new') }, ['key k1 is missing', 'DATA_DIR']],
  ['more partitions', { STREAM_PARTITIONS: '3' }, ['STREAM_PARTITIONS is 3 here, and 1 in']],
  ['a short retention', { STREAM_RETENTION_MS: '1000' }, ['STREAM_RETENTION_MS is 1000 here, and 604800000 in']],
  ['another lease', { CONSUMER_LEASE_MS: '12000' }, ['CONSUMER_LEASE_MS is 12000 here, and 500 in']],
  ['another payment window', { PAYMENT_WINDOW_MS: '1000' }, ['PAYMENT_WINDOW_MS is 1000 here, and 1800000 in']],
  ['another challenge window', { CHALLENGE_WINDOW_MS: '1000' }, ['CHALLENGE_WINDOW_MS is 1000 here, and 900000 in']],
  ['another authorization window', { AUTHORIZATION_WINDOW_MS: '1000' }, ['AUTHORIZATION_WINDOW_MS is 1000 here']],
  ['backorders', { BACKORDERS_ALLOWED: 'true' }, ['BACKORDERS_ALLOWED is true here, and false in']],
  ['another quiet time', { GATEWAY_QUIET_MS: '0' }, ['GATEWAY_QUIET_MS is 0 here, and 300 in']],
  ['another life of keys', { GATEWAY_KEY_LIFETIME_MS: '1000' }, ['GATEWAY_KEY_LIFETIME_MS is 1000 here']],
  ['other failed keys', { GATEWAY_KEEPS_FAILED_KEYS: 'false' }, ['GATEWAY_KEEPS_FAILED_KEYS is false here']],
  ['another gateway', stripe, ['STRIPE_API_URL is Stripe here, and a server other than Stripe in']],
  ['real money', live, ['STRIPE_SECRET_KEY is a live key here, and a test key in', 'STRIPE_API_URL']],
];

test.each(wrong)('%s: that process exits with 78 and names it; the others do not notice', async (_name, env, said) => {
  const agreed = await readAgreed();
  const refusal = await shop.world.join(env).then(
    () => 'It started',
    (error: Error) => error.message,
  );
  for (const text of ['It ended with 78', 'oms ', ...said]) expect(refusal).toContain(text);
  expect(refusal).not.toContain('sk_');
  expect(await readAgreed()).toEqual(agreed);
  await shop.placePaidOrder();
});

test('a right process starts after all of them, and the work is as it should be', async () => {
  await (await shop.world.join()).stop();
  await assertInvariants(shop.world);
});

test('two first processes that disagree: one starts, and the other exits with 78', async () => {
  const fresh = await startWorld();
  const starts = await Promise.allSettled([fresh.join(), fresh.join({ STREAM_PARTITIONS: '2' })]);
  const refused = starts.filter((one) => one.status === 'rejected');
  expect(refused.map(({ reason }) => String(reason))).toEqual([expect.stringContaining('It ended with 78')]);
  await fresh.end();
});

test('a change on purpose: after `config accept`, processes with the new value start, and others do not', async () => {
  expect(await oms(['config', 'accept'], { PAYMENT_WINDOW_MS: '60000' })).toBe('PAYMENT_WINDOW_MS: 1800000 -> 60000\n');
  await (await shop.world.join({ PAYMENT_WINDOW_MS: '60000' })).stop();
  await expect(shop.world.join()).rejects.toThrow('PAYMENT_WINDOW_MS is 1800000 here, and 60000 in the deployment');
  await shop.placePaidOrder();
  expect(await oms(['config', 'accept'])).toBe('PAYMENT_WINDOW_MS: 60000 -> 1800000\n');
  expect(await oms(['config', 'accept'])).toBe('Nothing has changed\n');
});

test.each([
  ['dead-letters', 'list'],
  ['events', 'read', 'order-events'],
])('`oms %s %s` with other partitions says so, instead of finding nothing', async (...args) => {
  await expect(oms(args, { STREAM_PARTITIONS: '2' })).rejects.toThrow('STREAM_PARTITIONS is 2 here, and 1 in');
  await oms(args);
});

test('a key that was required by mistake is forgotten; one that has encrypted something is not', async () => {
  const checks = shop.world.databases[1]?.collection<{ _id: string; sealed: string }>('keys');
  const vault = createCardVault([{ keyId: 'k9', key: randomBytes(32).toString('base64') }]);
  await checks?.insertOne({ _id: 'k9', sealed: vault.seal('order-management', 'k9') });
  await expect(shop.world.join()).rejects.toThrow('`oms keys forget k9` removes it');
  expect(await oms(['keys', 'forget', 'k9'])).toBe('Key k9 is no longer required\n');
  await (await shop.world.join()).stop();
  await expect(oms(['keys', 'forget', 'k1'])).rejects.toThrow('payments has data that key k1 has encrypted');
});
