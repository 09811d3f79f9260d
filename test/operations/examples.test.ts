import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { assertBooks, dropExamples, startExamples } from '../support/invariants/ledger-checks';
import type { Running } from '../support/processes';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asWarehouse: Client;
let examples: Running;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  asWarehouse = clientOf(() => service.http, await tokenFor(world.keys, alan, ['service']));
  await dropExamples(world);
  examples = await startExamples(world, service.http);
});
afterAll(async () => {
  await examples.kill();
  await dropExamples(world);
  await world.end();
});

const bought = async (cardToken: string): Promise<string> => {
  const { body } = await asAda('POST', '/orders', { body: anOrder() });
  await asAda('POST', '/payments', { body: aPayment(body.id, cardToken) });
  return body.id;
};

const became = (orderId: string, status: string) =>
  eventually(async () => expect((await world.orders.findOne({ _id: orderId }))?.status).toBe(status), 40_000);

test('notification, analytics, fulfillment and accounting, killed again and again: each effect once, to the cent', async () => {
  const delivered: string[] = [];
  for (const cardToken of ['tok_visa', 'tok_timeout', 'tok_error500_after', 'tok_flaky']) {
    delivered.push(...(await Promise.all([bought(cardToken), bought(cardToken)])));
    await examples.kill();
    examples = await startExamples(world, service.http);
  }
  const failed = await bought('tok_chargeDeclinedInsufficientFunds');
  const cancelled = await bought('tok_chargeDeclinedInsufficientFunds');
  await asAda('PATCH', `/orders/${cancelled}`, { body: { status: 'cancelled', reason: 'changed my mind' } });
  await Promise.all(delivered.map((id) => became(id, 'delivered')));
  const [returned = ''] = delivered;
  await asWarehouse('PATCH', `/orders/${returned}`, { body: { status: 'returned', reason: 'too small' } });
  await became(returned, 'refunded');
  await became(failed, 'payment_failed');
  await assertInvariants(world);
  await assertBooks(world);
}, 120_000);

test('fulfillment waits while its token is not accepted, and goes on with another one', async () => {
  await examples.kill();
  const expired = await tokenFor(world.keys, alan, ['service'], { exp: 1 });
  examples = await startExamples(world, service.http, expired);
  const orderId = await bought('tok_visa');
  await became(orderId, 'confirmed');
  // A defect of the event would be buried after eight tries.
  const refusals = () => service.lines.filter((line) => line.includes('"status":401')).length;
  await eventually(() => expect(refusals()).toBeGreaterThan(8), 60_000);
  expect(await world.redis.exists('order-events:dead-letter')).toBe(0);
  await examples.kill();
  examples = await startExamples(world, service.http);
  await became(orderId, 'delivered');
  expect(await world.redis.exists('order-events:dead-letter')).toBe(0);
}, 120_000);
