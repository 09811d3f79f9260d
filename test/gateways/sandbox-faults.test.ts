import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once, refusal, type StripeSandbox, startStripeSandbox } from '../support/gateway/stripe-sandbox';

let world: StripeSandbox;
beforeAll(async () => {
  world = await startStripeSandbox();
});
afterAll(() => world.sandbox.close());

const misspelled: [string, object][] = [
  ['an unknown kind', { path: '/v1/', kind: 'dwon' }],
  ['no kind', { path: '/v1/' }],
  ['an unknown member', { path: '/v1/', kind: 'down', tims: 1 }],
  ['a member of a wrong type', { path: '/v1/', kind: 'down', times: '1' }],
  ['no path', { kind: 'down' }],
  ['a delay without its time', { path: '/v1/', kind: 'delay' }],
  ['a lag of nothing', { kind: 'lag', seconds: 5 }],
  ['a lag without its time', { kind: 'lag', what: 'search' }],
];

test.each(misspelled)('a fault with %s is refused: it would never fire', async (_name, fault) => {
  const { status, body } = await world.act('/faults', fault);
  expect([status, typeof body.message]).toEqual([400, 'string']);
  expect((await world.stripe.paymentIntents.list()).object).toBe('list');
});

test('a fault hits one operation of any object', async () => {
  const { stripe, paid, withFault } = world;
  const fault = { path: '/v1/payment_intents/*/capture', kind: 'kept-error', times: 1 };
  const { id } = await paid(undefined, { capture_method: 'manual' });
  await withFault(fault, async () => {
    await stripe.paymentIntents.update(id, { description: 'Espresso cups' }, once());
    expect((await refusal(stripe.paymentIntents.capture(id, {}, once()))).statusCode).toBe(500);
  });
  expect((await stripe.paymentIntents.capture(id, {}, once())).status).toBe('succeeded');
});

test('a sandbox that starts again keeps what its clock was advanced by', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'order-management-clock-'));
  const first = await startStripeSandbox({ dataDir });
  await first.act('/sandbox/clock', { advance: 'P2D' });
  await first.sandbox.close();
  const second = await startStripeSandbox({ dataDir });
  const { created } = await second.paid();
  expect(created - Date.now() / 1000).toBeGreaterThan(47 * 3_600);
  await second.sandbox.close();
  rmSync(dataDir, { recursive: true });
});
