import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderDocument } from '../../src/actors/orders/order-document';
import { newId } from '../../src/domain/ids';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let orders: string[];
const dir = mkdtempSync(join(tmpdir(), 'order-management-export-'));

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  const asAdmin = clientOf(() => service.http, await tokenFor(world.keys, alan, ['admin']));
  orders = await Promise.all([pay('tok_visa'), pay('tok_chargeDeclinedInsufficientFunds'), pay('tok_visa'), place()]);
  const [delivered, , cancelled] = orders;
  for (const status of ['shipped', 'delivered']) await asAdmin('PATCH', `/orders/${delivered}`, { body: { status } });
  await asAda('PATCH', `/orders/${cancelled}`, { body: { status: 'cancelled' } });
  await eventually(async () => expect((await asAda('GET', `/orders/${cancelled}`)).body.status).toBe('refunded'));
  await assertInvariants(world);
});
afterEach(() => world.orders.deleteMany({ _id: { $nin: orders } }));
afterAll(async () => {
  await world.end();
  rmSync(dir, { recursive: true, force: true });
});

const place = async (): Promise<string> => (await asAda('POST', '/orders', { body: anOrder() })).body.id;

const pay = async (card: string): Promise<string> => {
  const id = await place();
  await asAda('POST', '/payments', { body: aPayment(id, card) });
  await eventually(async () => expect((await asAda('GET', `/orders/${id}`)).body.status).not.toBe('pending'));
  return id;
};

interface Ended {
  code: number;
  lines: string[];
}

/** Runs a command as an operator does. */
const run = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const { ORDERS_MONGODB_URI = '', USERS_URL = '' } = world.env;
    const child = execFile(
      process.execPath,
      [join(__dirname, '..', '..', 'dist', 'cli', 'oms.js'), ...args],
      { env: { PATH: process.env.PATH, ORDERS_MONGODB_URI, USERS_URL, ...env } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, lines: `${out}${err}`.trimEnd().split('\n') }),
    );
  });

/** The orders that each broken rule names, as the table has them. */
const namedBy = (lines: string[]): Record<string, string[]> => {
  const named: Record<string, string[]> = {};
  let rule = '';
  for (const line of lines) {
    const [, verdict, found = ''] = /^ *(ok|\d+) {2}(\w+)/.exec(line) ?? [];
    if (verdict) rule = found;
    else if (line.startsWith('         ')) named[rule] = [...(named[rule] ?? []), line.trim()];
  }
  return named;
};

test('the orders of a shop keep every rule of the data contract', async () => {
  const { code, lines } = await run(['data', 'check']);
  expect([code, lines.at(-1)]).toEqual([0, '4 orders: every rule holds']);
  expect(lines.filter((line) => /^ {5}ok {2}\w+ +\w/.test(line))).toHaveLength(12);
});

const day = 24 * 3600_000;

/** What is planted, each in an order of its own; that an id is there twice is what MongoDB does not let happen. */
const plants: Record<string, (order: OrderDocument) => object> = {
  orders_reference_users: () => ({ userId: '99999999-9999-4999-8999-999999999999' }),
  user_id_not_null: () => ({ userId: null }),
  status_known: () => ({ status: 'open' }),
  total_positive: () => ({ totalMinor: -1 }),
  has_item: () => ({ items: [] }),
  transitions_legal: ({ log: [created] }) => ({ log: [created], status: 'delivered' }),
  log_gapless: ({ log }) => ({ log: log.map((entry) => ({ ...entry, seq: entry.seq + 1 })) }),
  event_known: ({ log }) => ({ log: log.map((entry) => ({ ...entry, type: 'order.lost' })) }),
  as_described: () => ({ currency: 'dollars' }),
};

test('each rule names the order that breaks it', async () => {
  const delivered = (await world.orders.findOne({ _id: orders[0] ?? '' })) as OrderDocument;
  const planted = new Map<string, string>();
  for (const [rule, plant] of Object.entries(plants)) {
    const _id = newId();
    // Nothing of it is for the relay or the workers to do.
    const { idempotency: _key, ...copy } = { ...delivered, _id, work: [] };
    await world.orders.insertOne({ ...copy, ...plant(delivered) } as OrderDocument);
    planted.set(rule, _id);
  }
  const { code, lines } = await run(['data', 'check']);
  const named = namedBy(lines);
  expect([code, lines.at(-1)]).toEqual([1, expect.stringMatching(/^13 orders: \d+ of 12 rules are broken$/)]);
  for (const [rule, _id] of planted) expect([rule, named[rule]]).toEqual([rule, expect.arrayContaining([_id])]);
  for (const ids of Object.values(named)) for (const id of orders) expect(ids).not.toContain(id);
});

test('an order without an id is named, and a list of many is cut short', async () => {
  const delivered = (await world.orders.findOne({ _id: orders[0] ?? '' })) as OrderDocument;
  const many = Array.from({ length: 30 }, () => ({ ...delivered, _id: newId(), totalMinor: 0 }));
  await world.orders.insertMany(many);
  // The driver would make up an id.
  await world.databases[0]?.command({ insert: 'orders', documents: [{ ...delivered, _id: null }] });
  const { code, lines } = await run(['data', 'check']);
  const { id_not_null: nameless, total_positive: free = [] } = namedBy(lines);
  expect([code, nameless, free.length, free.at(-1)]).toEqual([1, ['null'], 21, 'and 10 more']);
  await world.orders.deleteOne({ _id: null as never });
});

test('stale data are found, and a quiet shop is none', async () => {
  await service.stop();
  const kept = await world.orders.find().toArray();
  const before = new Date(Date.now() - 2 * day);
  await world.orders.updateMany({}, { $set: { updatedAt: before }, $unset: { nextActionAt: '' } });
  const quiet = await run(['data', 'check']);
  expect([quiet.code, quiet.lines.filter((line) => line.includes('nothing was due')).length]).toEqual([0, 1]);
  await world.orders.updateOne({ _id: orders[3] ?? '' }, { $set: { nextActionAt: before } });
  const stale = await run(['data', 'check']);
  expect([stale.code, namedBy(stale.lines)]).toEqual([1, { freshness: [orders[3]] }]);
  for (const one of kept) await world.orders.replaceOne({ _id: one._id }, one);
});

test.each([
  ['MongoDB', { ORDERS_MONGODB_URI: 'mongodb://127.0.0.1:1/orders?directConnection=true' }],
  ['the user service', { USERS_URL: 'http://127.0.0.1:1' }],
])('without %s it says that it could not look', async (_who, env) => {
  const { code, lines } = await run(['data', 'check'], env);
  expect([code, lines.length > 0, lines.join().includes('every rule holds')]).toEqual([2, true, false]);
});

test('the export has each order as the API shows it, for its owner alone to read', async () => {
  service = await world.start();
  const file = join(dir, 'orders.json');
  expect(await run(['data', 'export', file])).toEqual({ code: 0, lines: [`4 orders in ${file}`] });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const exported = readFileSync(file, 'utf8').trimEnd().split('\n');
  for (const line of exported) {
    const { log, ...order } = JSON.parse(line);
    const { allowedTransitions: _ours, ...shown } = (await asAda('GET', `/orders/${order.id}`)).body;
    // The items of the API also say which order they are of.
    const items = shown.items.map(({ orderId: _of, ...item }: { orderId: string }) => item);
    expect(order).toEqual({ ...shown, items });
    const { data: events } = (await asAda('GET', `/orders/${order.id}/events`)).body;
    expect(
      log.map(({ id, seq, type, time, data }: Record<string, unknown>) => ({ id, seq, type, time, data })),
    ).toEqual(events.map(({ id, seq, type, time, data }: Record<string, unknown>) => ({ id, seq, type, time, data })));
  }
  expect(exported).toHaveLength(4);
});

const measured = async (name: string): Promise<Record<string, number>> => {
  const { user, password } = world.keys.ops;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const text = await (await fetch(`${service.ops}/metrics`, { headers: { authorization } })).text();
  const found = text.matchAll(new RegExp(`^${name}(?:\\{rule="(\\w+)"\\})? (\\S+)$`, 'gm'));
  return Object.fromEntries([...found].map(([, rule = 'all', value]) => [rule, Number(value)]));
};

test('the nightly job measures each rule, and the log names the orders', async () => {
  expect(await measured('data_quality_checked_timestamp_seconds')).toEqual({ all: 0 });
  await service.stop();
  service = await world.start({ DATA_QUALITY_CRON: '* * * * * *' });
  const whole = async () => expect(Object.keys(await measured('data_quality_violations'))).toHaveLength(12);
  await eventually(whole);
  expect(Object.values(await measured('data_quality_violations'))).toEqual(Array(12).fill(0));
  const delivered = (await world.orders.findOne({ _id: orders[0] ?? '' })) as OrderDocument;
  const { idempotency: _key, ...copy } = { ...delivered, _id: newId(), work: [], status: 'open' as never };
  await world.orders.insertOne(copy);
  await eventually(async () => expect((await measured('data_quality_violations')).status_known).toBe(1));
  const { all = 0 } = await measured('data_quality_checked_timestamp_seconds');
  expect(all).toBeGreaterThan(1_700_000_000);
  expect(
    service.lines.some((line) => line.includes('Orders break a data quality rule') && line.includes(copy._id)),
  ).toBe(true);
});
