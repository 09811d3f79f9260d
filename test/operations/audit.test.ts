import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { hashEntry } from '../../src/actors/host/audit-log';
import type { OrderDocument } from '../../src/actors/orders/order-document';
import type { PaymentDocument } from '../../src/actors/payments/payment-document';
import type { ActorDocument, LogEntry } from '../../src/domain/actor-document';
import { ada, alan, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { startWorld, type World } from '../support/world';

let world: World;
let order: OrderDocument;
let payment: PaymentDocument;

beforeAll(async () => {
  world = await startWorld();
  const service = await world.start();
  const as = async (sub: string, role: string) => clientOf(() => service.http, await tokenFor(world.keys, sub, [role]));
  const [asAda, asAdmin] = await Promise.all([as(ada, 'user'), as(alan, 'admin')]);
  const delivered = await deliver(asAda, asAdmin);
  await cancelAfterDecline(asAda);
  await assertInvariants(world);
  await service.stop();
  order = (await world.orders.findOne({ _id: delivered.orderId })) as OrderDocument;
  payment = (await world.payments.findOne({ _id: delivered.paymentId })) as PaymentDocument;
});
afterEach(async () => {
  await world.orders.replaceOne({ _id: order._id }, order);
  await world.payments.replaceOne({ _id: payment._id }, payment);
});
afterAll(() => world.end());

const place = async (client: Client): Promise<string> => (await client('POST', '/orders', { body: anOrder() })).body.id;

const becomes = (client: Client, orderId: string, status: string) =>
  eventually(async () => expect((await client('GET', `/orders/${orderId}`)).body.status).toBe(status));

/** An order with four entries, whose payment has three: it was paid, and given back in two parts. */
const deliver = async (asAda: Client, asAdmin: Client) => {
  const orderId = await place(asAda);
  const { body: paid } = await asAda('POST', '/payments', { body: aPayment(orderId), ...withKey() });
  await becomes(asAda, orderId, 'confirmed');
  for (const status of ['shipped', 'delivered']) await asAdmin('PATCH', `/orders/${orderId}`, { body: { status } });
  for (const amount of [20, 79.98]) {
    const refund = { body: { amount, reason: 'damaged' }, ...withKey() };
    expect((await asAdmin('POST', `/payments/${paid.id}/refund`, refund)).status).toBe(200);
  }
  return { orderId, paymentId: paid.id as string };
};

const cancelAfterDecline = async (asAda: Client): Promise<void> => {
  const orderId = await place(asAda);
  const declined = aPayment(orderId, 'tok_chargeDeclinedInsufficientFunds');
  expect((await asAda('POST', '/payments', { body: declined })).status).toBe(402);
  await becomes(asAda, orderId, 'payment_failed');
  expect((await asAda('POST', '/payments', { body: aPayment(orderId) })).status).toBe(200);
  await becomes(asAda, orderId, 'confirmed');
  await asAda('PATCH', `/orders/${orderId}`, { body: { status: 'cancelled' } });
  await becomes(asAda, orderId, 'refunded');
};

interface Verdict {
  code: number;
  lines: string[];
}

const uriOf = ({ dbName }: { dbName: string }): string =>
  (process.env.TEST_MONGODB_URI ?? '').replace('/?', `/${dbName}?`);

/** Runs the command as an auditor does. */
const verify = (env: Record<string, string> = inEnvironment()): Promise<Verdict> =>
  new Promise((resolve) => {
    const script = join(__dirname, '..', '..', 'dist', 'cli', 'oms.js');
    const child = execFile(
      process.execPath,
      [script, 'audit', 'verify'],
      { env: { PATH: process.env.PATH, ...env } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, lines: `${out}${err}`.trim().split('\n') }),
    );
  });

const inEnvironment = () => ({
  ORDERS_MONGODB_URI: uriOf(world.orders),
  PAYMENTS_MONGODB_URI: uriOf(world.payments),
});

const clean = [
  'orders: 2 intact, 0 with nothing logged yet, 0 broken',
  'payments: 3 intact, 0 with nothing logged yet, 0 broken',
];

test('what nobody has edited is intact', async () => {
  expect(await verify()).toEqual({ code: 0, lines: clean });
});

test('without settings, the databases are those of the service that runs here', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'order-management-audit-'));
  const endpoints = { ordersMongodb: uriOf(world.orders), paymentsMongodb: uriOf(world.payments) };
  writeFileSync(join(dir, 'endpoints.json'), JSON.stringify(endpoints));
  expect(await verify({ DATA_DIR: dir })).toEqual({ code: 0, lines: clean });
  rmSync(dir, { recursive: true });
});

test('a database that is not there is an error, not a verdict', async () => {
  const away = 'mongodb://127.0.0.1:1/orders?directConnection=true';
  const { code, lines } = await verify({ ORDERS_MONGODB_URI: away, PAYMENTS_MONGODB_URI: away });
  expect([code, lines.join()]).toEqual([2, expect.stringContaining('ECONNREFUSED')]);
});

type Name = 'orders' | 'payments';
const originals = () => ({ orders: order, payments: payment });

type Edit = (log: LogEntry[]) => mongo.UpdateFilter<ActorDocument>;

const at = (log: LogEntry[], index: number): LogEntry => log[index] as LogEntry;
const forged = (log: LogEntry[]): LogEntry => {
  const { hash: _hash, ...last } = at(log, log.length - 1);
  const entry = { ...last, seq: log.length + 1, id: 'forged', before: last.after };
  return { ...entry, hash: hashEntry(entry, 'what a forger takes for the hash before') };
};

type Place = (length: number) => number;
const nth =
  (seq: number): Place =>
  () =>
    seq;
const last: Place = (length) => length;
const beforeLast: Place = (length) => length - 1;
const afterLast: Place = (length) => length + 1;

/** What anybody can do to a log, and the entry at which it shows. */
const logEdits: [string, Place, Edit][] = [
  ['other data', nth(2), () => ({ $set: { 'log.1.data.amount': 0.01 } })],
  ['another time', nth(2), () => ({ $set: { 'log.1.time': new Date(0) } })],
  ['another actor', nth(1), () => ({ $set: { 'log.0.actor': 'mallory' } })],
  ['another type', nth(3), () => ({ $set: { 'log.2.type': 'order.cancelled' } })],
  ['another reason', nth(2), () => ({ $set: { 'log.1.reason': 'none' } })],
  ['another hash', nth(2), () => ({ $set: { 'log.1.hash': 'x'.repeat(43) } })],
  ['no hash', nth(1), () => ({ $unset: { 'log.0.hash': '' } })],
  ['no first entry', nth(1), () => ({ $pop: { log: -1 } })],
  ['no middle entry', nth(2), () => ({ $pull: { log: { seq: 2 } } })],
  ['no last entry', last, () => ({ $pop: { log: 1 } })],
  [
    'no last entry, and nothing that tells of it',
    beforeLast,
    ({ length }) => ({ $pop: { log: 1 }, $set: { publishedSeq: length - 1 } }),
  ],
  ['no entry', nth(1), () => ({ $set: { log: [], publishedSeq: 0 } })],
  ['nothing in its place', nth(1), () => ({ $unset: { log: '' } })],
  ['two entries swapped', nth(2), (log) => ({ $set: { 'log.1': at(log, 2), 'log.2': at(log, 1) } })],
  [
    'two entries swapped and renumbered',
    nth(2),
    (log) => ({ $set: { 'log.1': { ...at(log, 2), seq: 2 }, 'log.2': { ...at(log, 1), seq: 3 } } }),
  ],
  ['an entry twice', afterLast, (log) => ({ $push: { log: at(log, log.length - 1) } })],
  ['a forged entry at its end', afterLast, (log) => ({ $push: { log: forged(log) } })],
];

const editing = async (name: Name, edit: Edit): Promise<void> => {
  const { _id, log } = originals()[name];
  const documents = world[name] as unknown as mongo.Collection<ActorDocument>;
  expect((await documents.updateOne({ _id }, edit(log))).modifiedCount).toBe(1);
};

/** Verification ends with 1 and names these entries, and no others. */
const assertBroken = async (places: [Name, Place][]): Promise<void> => {
  const { code, lines } = await verify();
  const wanted = places.map(([name, place]) => {
    const { _id, log } = originals()[name];
    return expect.stringContaining(`${name} ${_id}: entry ${place(log.length)}: `);
  });
  expect(lines.filter((line) => line.includes(': entry '))).toEqual(wanted);
  const counted = lines.filter((line) => line.endsWith(' 1 broken')).map((line) => line.split(':')[0]);
  expect([code, counted]).toEqual([1, places.map(([name]) => name)]);
};

test.each(logEdits)('a log with %s breaks there', async (_what, place, edit) => {
  await editing('orders', edit);
  await editing('payments', edit);
  await assertBroken([
    ['orders', place],
    ['payments', place],
  ]);
});

const fieldEdits: [Name, Record<string, unknown>][] = [
  ['orders', { totalMinor: 1 }],
  ['orders', { status: 'confirmed' }],
  ['orders', { userId: alan }],
  ['orders', { currency: 'EUR' }],
  ['orders', { 'items.0.quantity': 3 }],
  ['orders', { items: [] }],
  ['orders', { 'shippingAddress.line1': 'elsewhere' }],
  ['orders', { cancellationReason: 'never mind' }],
  ['payments', { amountMinor: 1 }],
  ['payments', { capturedMinor: 9999 }],
  ['payments', { refundedMinor: 0 }],
  ['payments', { status: 'processed' }],
  ['payments', { userId: alan }],
  ['payments', { orderId: 'another' }],
  ['payments', { currency: 'EUR' }],
  ['payments', { transactionId: 'ch_another' }],
];

test.each(fieldEdits)('one of the %s, edited with %j, is not as its last entry left it', async (name, change) => {
  await editing(name, () => ({ $set: change }));
  await assertBroken([[name, last]]);
});

test('every broken document is named', async () => {
  await world.orders.updateOne({ _id: order._id }, { $set: { totalMinor: 1 } });
  await world.payments.updateMany({}, { $set: { 'log.0.actor': 'mallory' } });
  const { code, lines } = await verify();
  expect(lines.filter((line) => line.includes(': entry '))).toHaveLength(4);
  expect([code, lines.at(-1)]).toEqual([1, 'payments: 0 intact, 0 with nothing logged yet, 3 broken']);
});
