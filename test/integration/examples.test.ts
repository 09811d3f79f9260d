import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import type { Posting } from '../../examples/accounting';
import type { Day, Reached } from '../../examples/analytics';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants';
import { type Running, startProcess } from '../support/processes';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let examples: Running;
let database: (name: string) => mongo.Db;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  database = (name) => (world.databases[0] as mongo.Db).client.db(name);
  await dropped();
  await startExamples();
});
afterAll(async () => {
  await examples.kill();
  await dropped();
  await world.end();
});

const dropped = () =>
  Promise.all(['analytics', 'accounting'].map((name) => database(`example-${name}`).dropDatabase()));
const outbox = (): string => join(world.env.DATA_DIR ?? '', 'outbox');

const startExamples = async (): Promise<void> => {
  const env = {
    REDIS_URL: world.env.REDIS_URL ?? '',
    MONGODB_URI: world.env.ORDERS_MONGODB_URI ?? '',
    ORDERS_API: service.http,
    SERVICE_TOKEN: await tokenFor(world.keys, alan, ['service']),
    OUTBOX_DIR: outbox(),
  };
  examples = await startProcess('examples/main.js', env, (line) => line.includes('follow the streams') || undefined);
};

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
    const orders = await Promise.all([bought(cardToken), bought(cardToken)]);
    delivered.push(...orders);
    await examples.kill();
    await startExamples();
  }
  const failed = await bought('tok_chargeDeclinedInsufficientFunds');
  const cancelled = await bought('tok_chargeDeclinedInsufficientFunds');
  await asAda('PATCH', `/orders/${cancelled}`, { body: { status: 'cancelled', reason: 'changed my mind' } });
  await Promise.all(delivered.map((id) => became(id, 'delivered')));
  const [returned = ''] = delivered;
  await asAda('PATCH', `/orders/${returned}`, { body: { status: 'returned', reason: 'too small' } });
  await became(returned, 'refunded');
  await became(failed, 'payment_failed');
  await assertInvariants(world);

  const orders = await world.orders.find().toArray();
  const payments = await world.payments.find().toArray();
  const steps = orders.flatMap(({ log }) => log.filter(({ type }) => type !== 'order.payment_rejected'));
  const reached = new Map<string, number>();
  for (const { after } of steps) reached.set(after, (reached.get(after) ?? 0) + 1);

  await eventually(async () => {
    const funnel = await database('example-analytics').collection<Reached>('funnel').find().toArray();
    expect(new Map(funnel.map(({ _id, orders: count }) => [_id, count]))).toEqual(reached);
    const days = await database('example-analytics').collection<Day>('days').find().toArray();
    const sum = (of: (day: Day) => number) => days.reduce((total, day) => total + (of(day) || 0), 0);
    expect([sum((day) => day.orders), sum((day) => day.valueMinor)]).toEqual([10, 10 * 9998]);
    expect([sum((day) => day.paidMinor), sum((day) => day.refundedMinor)]).toEqual([8 * 9998, 9998]);

    const journal = await database('example-accounting').collection<Posting>('journal').find().toArray();
    const balance = (account: string) =>
      journal.reduce((total, { debit, credit, amountMinor }) => {
        return total + (debit === account ? amountMinor : 0) - (credit === account ? amountMinor : 0);
      }, 0);
    const ledger = (await ledgerOf(world)).filter(({ status }) => status === 'succeeded');
    const held = ledger.reduce((total, { kind, amount }) => total + (kind === 'refund' ? -amount : amount), 0);
    expect(balance('gateway')).toBe(held);
    expect(balance('gateway') + balance('sales') + balance('returns')).toBe(0);
    expect(journal).toHaveLength(payments.flatMap(({ log }) => log).filter(isBooked).length);

    const told = orders.flatMap(({ log }) => log).filter(({ type }) => messages.has(type));
    expect(readdirSync(outbox()).sort()).toEqual(told.map(({ id }) => `${id}.txt`).sort());
  });
  const [message = ''] = readdirSync(outbox());
  expect(readFileSync(join(outbox(), message), 'utf8')).toMatch(new RegExp(`^To: ${ada}\n\n.+\n$`));
}, 120_000);

const messages = new Set([
  'order.confirmed',
  'order.payment_failed',
  'order.shipped',
  'order.cancelled',
  'order.refunded',
]);
const isBooked = ({ type }: { type: string }): boolean => /^payment\.(processed|refunded|refund_failed)$/.test(type);
