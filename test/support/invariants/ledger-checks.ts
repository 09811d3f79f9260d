import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import type { Posting } from '../../../examples/accounting';
import type { Day, Reached } from '../../../examples/analytics';
import { alan, tokenFor } from '../client';
import { eventually } from '../eventually';
import { type Running, startProcess } from '../processes';
import type { World } from '../world';
import { ledgerOf } from './invariants';

const databaseOf = ({ databases }: World, name: string): mongo.Db =>
  (databases[0] as mongo.Db).client.db(`example-${name}`);
const outboxOf = ({ env }: World): string => join(env.DATA_DIR ?? '', 'outbox');

/** Starts the four example consumers in one process. */
export const startExamples = async (world: World, api: string, token?: string): Promise<Running> => {
  const env = {
    REDIS_URL: world.env.REDIS_URL ?? '',
    MONGODB_URI: world.env.ORDERS_MONGODB_URI ?? '',
    ORDERS_API: api,
    SERVICE_TOKEN: token ?? (await tokenFor(world.keys, alan, ['service'])),
    OUTBOX_DIR: outboxOf(world),
  };
  return startProcess('examples/main.js', env, (line) => line.includes('are running') || undefined);
};

/** Deletes the data that the examples derived from earlier worlds. */
export const dropExamples = (world: World) =>
  Promise.all(['analytics', 'accounting'].map((name) => databaseOf(world, name).dropDatabase()));

/** Asserts that the examples counted each event once: by the logs, and to the cent by the gateway's ledger. */
export const assertBooks = (world: World, withinMs = 30_000): Promise<void> =>
  eventually(async () => {
    await assertAnalytics(world);
    await assertAccounting(world);
    await assertNotification(world);
  }, withinMs);

const assertAnalytics = async (world: World): Promise<void> => {
  const orders = await world.orders.find().toArray();
  const payments = await world.payments.find().toArray();
  const steps = orders.flatMap(({ log }) => log.filter(({ before, after }) => before !== after));
  const reached = new Map<string, number>();
  for (const { after } of steps) reached.set(after, (reached.get(after) ?? 0) + 1);
  const funnel = await databaseOf(world, 'analytics').collection<Reached>('funnel').find().toArray();
  expect(new Map(funnel.map(({ _id, orders: count }) => [_id, count]))).toEqual(reached);

  const days = await databaseOf(world, 'analytics').collection<Day>('days').find().toArray();
  const total = (of: keyof Omit<Day, '_id'>) => days.reduce((sum, day) => sum + (day[of] ?? 0), 0);
  const all = <T>(list: T[], of: (one: T) => number) => list.reduce((sum, one) => sum + of(one), 0);
  expect({
    orders: total('orders'),
    valueMinor: total('valueMinor'),
    keptMinor: total('paidMinor') - total('refundedMinor'),
  }).toEqual({
    orders: orders.length,
    valueMinor: all(orders, ({ totalMinor }) => totalMinor),
    keptMinor: all(payments, ({ capturedMinor, refundedMinor }) => capturedMinor - refundedMinor),
  });
};

const assertAccounting = async (world: World): Promise<void> => {
  const journal = await databaseOf(world, 'accounting').collection<Posting>('journal').find().toArray();
  const balanceOf = (account: string) =>
    journal.reduce((sum, { debit, credit, amountMinor }) => {
      return sum + (debit === account ? amountMinor : 0) - (credit === account ? amountMinor : 0);
    }, 0);
  const signs: Record<string, number> = { charge: 1, capture: 1, refund: -1 };
  const moved = (await ledgerOf(world)).filter(({ status }) => status === 'succeeded');
  expect(balanceOf('gateway')).toBe(moved.reduce((sum, { kind, amount }) => sum + (signs[kind] ?? 0) * amount, 0));
  expect(balanceOf('gateway') + balanceOf('sales') + balanceOf('returns')).toBe(0);
};

const assertNotification = async (world: World): Promise<void> => {
  const isNotified = /^order\.(confirmed|payment_failed|shipped|cancelled|refunded)$/;
  const events = (await world.orders.find().toArray())
    .flatMap(({ log }) => log)
    .filter(({ type }) => isNotified.test(type));
  const files = readdirSync(outboxOf(world)).filter((name) => name.endsWith('.txt'));
  expect(files.sort()).toEqual(events.map(({ id }) => `${id}.txt`).sort());
};
