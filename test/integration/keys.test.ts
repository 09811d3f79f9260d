import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ada, alan, anOrder, aPayment, clientOf, tokenFor } from '../support/client';
import { assertInvariants, ledgerOf } from '../support/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [first, second] = [key('k1'), key('k2')];
const run = promisify(execFile);
const root = join(__dirname, '..', '..');

test('keys are rotated: what the old one sealed is sealed by the new one, and can still be used', async () => {
  const before = await world.start({ ENCRYPTION_KEYS: first });
  const pay = async (http: string) => {
    const asAda = clientOf(() => http, await tokenFor(world.keys, ada));
    const { body: order } = await asAda('POST', '/orders', { body: anOrder() });
    const { body: payment } = await asAda('POST', '/payments', { body: aPayment(order.id) });
    expect(payment.status).toBe('processed');
    return { orderId: order.id as string, paymentId: payment.id as string };
  };
  const { orderId, paymentId } = await pay(before.http);
  await before.stop();
  expect((await world.payments.findOne({ _id: paymentId }))?.gatewayRef).toMatch(/^v1\.k1\./);

  await expect(world.start({ ENCRYPTION_KEYS: second })).rejects.toThrow('Encryption key k1 is missing');
  await expect(world.start({ ENCRYPTION_KEYS: key('k1') })).rejects.toThrow('Encryption key k1 is missing or is not');

  const both = await world.start({ ENCRYPTION_KEYS: `${second},${first}` });
  const env = { ...process.env, ...world.env, ENCRYPTION_KEYS: `${second},${first}` };
  const { stdout } = await run(process.execPath, [join(root, 'dist', 'rotate-keys.js')], { env });
  expect(stdout).toContain('payments: 1 sealed again with key k2');
  const asAdmin = clientOf(() => both.http, await tokenFor(world.keys, alan, ['admin']));
  expect((await asAdmin('POST', `/payments/${paymentId}/refund`, { body: { amount: 10 } })).status).toBe(200);
  await both.stop();

  const after = await world.start({ ENCRYPTION_KEYS: second });
  const again = clientOf(() => after.http, await tokenFor(world.keys, alan, ['admin']));
  expect((await again('POST', `/payments/${paymentId}/refund`, { body: {} })).status).toBe(200);
  const sealed = JSON.stringify(await world.payments.find().toArray()).match(/v1\.k\d\./g) ?? [];
  expect(new Set(sealed)).toEqual(new Set(['v1.k2.']));
  expect((await ledgerOf(world, orderId)).map(({ amount }) => amount)).toEqual([9998, 1000, 8998]);
  await pay(after.http);
  await assertInvariants(world);
});
