import type { Redis } from 'ioredis';
import type { Audit } from '../../../src/actors/host/audit-log';
import { findFirstBreak } from '../../../src/actors/host/verify-audit-log';
import { type OrderDocument, orderAudit } from '../../../src/actors/orders/order-document';
import { type PaymentDocument, paymentAudit } from '../../../src/actors/payments/payment-document';
import { lostMinor, withheldMinor } from '../../../src/domain/payment';
import { orderMachine } from '../../../src/machines/order/order-machine';
import type { StreamEpoch } from '../../../src/ports/stream-epoch';
import { epochKey } from '../../../src/streams/stream-keys';
import { brokenByEntry, promisedStreams } from '../contract-assertions';
import { eventually } from '../eventually';
import type { World } from '../world';
import { assertStock } from './stock-checks';
import { groupsOf } from './stream-groups';

/** A line of the sandbox's ledger. */
export interface Line {
  seq: number;
  kind: 'charge' | 'authorization' | 'capture' | 'refund' | 'void' | 'dispute' | 'dispute_reversal';
  status: string;
  amount: number;
  currency: string;
  paymentIntent: string;
  metadata: Record<string, string>;
}

/** Everything that the invariants compare, read at one moment. */
interface Seen {
  orders: OrderDocument[];
  payments: PaymentDocument[];
  ledger: Line[];
  orderEvents: Entry[];
  paymentEvents: Entry[];
}

type Entry = Record<string, string>;

/** The ledger of the gateway, the money oracle. */
export const ledgerOf = async ({ sandbox }: Pick<World, 'sandbox'>, orderId?: string): Promise<Line[]> => {
  const answer = await fetch(`${sandbox}/ledger${orderId === undefined ? '' : `?order=${orderId}`}`);
  return ((await answer.json()) as { data: Line[] }).data;
};

/** The entries of a stream, in order. */
export const entriesOf = async (redis: Redis, stream: string): Promise<Entry[]> =>
  (await redis.xrange(stream, '-', '+')).map(([, fields]) =>
    Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : []))),
  );

/** Waits until no work is left, and asserts the invariants. */
export const assertInvariants = async (world: World, withinMs = 60_000): Promise<Seen> => {
  await eventually(() => assertRest(world), withinMs);
  const seen = await readEverything(world);
  for (const order of seen.orders) {
    assertMoney(order, seen);
    assertLog(order, seen.orderEvents, order._id);
    assertPath(order);
    assertChain(orderAudit, order);
  }
  for (const payment of seen.payments) {
    assertLog(payment, seen.paymentEvents, payment._id);
    assertApplied(payment, seen);
    assertChain(paymentAudit, payment);
  }
  assertNoGhosts(seen);
  await assertStock(world, seen.orders);
  await assertPromised(seen, world.redis);
  return seen;
};

const readEverything = async ({ orders, payments, redis, sandbox }: World): Promise<Seen> => ({
  orders: await orders.find().toArray(),
  payments: await payments.find().toArray(),
  ledger: await ledgerOf({ sandbox }),
  orderEvents: await entriesOf(redis, 'order-events'),
  paymentEvents: await entriesOf(redis, 'payment-events'),
});

/**
 * Asserts that no work is left, twice in a row: work that moves on between two counts is in neither of them, such as an
 * event that is acknowledged after its order was counted.
 */
const assertRest = async (world: World): Promise<void> => {
  await assertNothingLeft(world);
  await assertNothingLeft(world);
};

/** Asserts that nothing is lost, unpublished or unacknowledged, and that no work is open but timers and work for operators. */
const assertNothingLeft = async ({ orders, payments, redis, databases }: World): Promise<void> => {
  const unpublished = { unpublishedSince: { $exists: true } };
  const openCalls = {
    work: { $elemMatch: { kind: { $ne: 'evidenceWindow' }, state: { $in: ['ready', 'sending', 'unknown'] } } },
  };
  const timers = {
    work: {
      $elemMatch: { kind: { $nin: ['paymentWindow', 'stockHold'] }, state: { $in: ['ready', 'sending', 'unknown'] } },
    },
  };
  const left = {
    unpublishedOrders: await orders.countDocuments(unpublished),
    unpublishedPayments: await payments.countDocuments(unpublished),
    openOrders: await orders.countDocuments(timers),
    openPayments: await payments.countDocuments({ ...openCalls, nextAction: { $exists: false } }),
    recovering: await countRecovering(redis, databases),
    ...(await countBehind(redis, 'payment-events', 'order-service')),
    ...(await countBehind(redis, 'order-events', 'payment-service')),
  };
  const wanted = Object.fromEntries(Object.keys(left).map((name) => [name, 0]));
  expect(left).toEqual(wanted);
};

/** Counts the streams whose lost entries are not recovered yet. */
const countRecovering = async (redis: Redis, databases: World['databases']): Promise<number> => {
  const lives = await Promise.all(databases.map((db) => db.collection<StreamEpoch>('stream-epochs').find().toArray()));
  const isWhole = async ({ _id, epoch, recovery }: StreamEpoch) =>
    recovery === undefined && (await redis.hget(epochKey(_id), 'epoch')) === epoch;
  const whole = await Promise.all(lives.flat().map(isWhole));
  return whole.filter((one) => !one).length;
};

const countBehind = async (redis: Redis, stream: string, group: string): Promise<Record<string, unknown>> => {
  if ((await redis.exists(stream)) === 0) return {};
  const found = (await groupsOf(redis, stream)).find(({ name }) => name === group);
  return { [`${group} lag`]: found?.lag, [`${group} pending`]: found?.pending };
};

/** I2, I3, I4, I5, I6: order and payments agree with the gateway's ledger, and at no time are two charges live. */
const assertMoney = (order: OrderDocument, { ledger, payments }: Seen): void => {
  const { _id, status, currency, attention } = order;
  const lines = ledger.filter(({ metadata }) => metadata.orderId === _id);
  const held = new Map<string, number>();
  for (const line of lines) {
    expect(line.currency.toUpperCase()).toBe(currency);
    const left = leftAfter(line, held.get(line.paymentIntent) ?? 0);
    held.set(line.paymentIntent, left);
    const live = [...held.values()].filter((amount) => amount > 0).length;
    expect({ _id, isOverdrawn: left < 0, isLiveTwice: live > 1 }).toEqual({
      _id,
      isOverdrawn: false,
      isLiveTwice: false,
    });
  }
  const mine = payments.filter(({ orderId }) => orderId === _id);
  if (attention || mine.some((payment) => payment.attention)) return;
  const netMinor = [...held.values()].reduce((sum, left) => sum + left, 0);
  const takenMinor = mine.reduce((sum, { disputes = [] }) => sum + lostMinor(disputes) + withheldMinor(disputes), 0);
  const saidMinor =
    mine.reduce((sum, { capturedMinor, refundedMinor }) => sum + capturedMinor - refundedMinor, 0) - takenMinor;
  expect({ _id, status, netMinor }).toEqual({ _id, status, netMinor: order.heldMinor - takenMinor });
  expect({ _id, saidMinor }).toEqual({ _id, saidMinor: netMinor });
  const isPaid = status === 'confirmed' || status === 'shipped' || status === 'delivered';
  const isEverPaid = lines.some(({ kind }) => kind === 'charge' || kind === 'capture');
  expect({ _id, status, isRight: isPaid ? isEverPaid : netMinor === 0 }).toEqual({ _id, status, isRight: true });
};

/** Returns what is left of a charge, in minor units, after a line of the ledger. */
const leftAfter = ({ kind, status, amount }: Line, before: number): number => {
  if (kind === 'refund') return status === 'succeeded' ? before - amount : before + amount;
  if (kind === 'dispute') return before - amount;
  if (kind === 'dispute_reversal') return before + amount;
  return kind === 'void' ? 0 : amount;
};

/** I9, I11, I12, I13: the log has no gap, and the stream has each of its entries once, in order, as they are. */
const assertLog = (document: OrderDocument | PaymentDocument, entries: Entry[], id: string): void => {
  const { log, version, publishedSeq } = document;
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_entry, at) => at + 1));
  expect(version).toBeGreaterThanOrEqual(log.length > 0 ? 1 : 0);
  const mine = entries.filter((entry) => entityOf(entry) === id);
  expect(mine.map(({ id: entryId, seq, type }) => ({ id: entryId, seq: Number(seq), type }))).toEqual(
    log.map(({ id: entryId, seq, type }) => ({ id: entryId, seq, type })),
  );
  expect(mine.map(({ data = '' }) => JSON.parse(data))).toEqual(log.map(({ data }) => data));
  expect(publishedSeq).toBe(log.length);
};

const entityOf = ({ source, subject, data = '' }: Entry): string | undefined =>
  source === '/order-service' ? subject : (JSON.parse(data) as { paymentId: string }).paymentId;

const statusAfter: Record<string, string> = {
  'order.created': 'pending',
  'order.payment_failed': 'payment_failed',
  'order.payment_retried': 'pending',
};

const keepsStatus = new Set([
  'order.payment_rejected',
  'order.stock_confirmed',
  'order.stock_released',
  'order.backordered',
]);

/** I9: the history is a legal path of the machine. */
const assertPath = ({ log, status }: OrderDocument): void => {
  const path = log
    .filter(({ type }) => !keepsStatus.has(type))
    .map(({ type }) => statusAfter[type] ?? type.slice('order.'.length));
  expect(path[0]).toBe('pending');
  expect(path.at(-1)).toBe(status);
  for (const [at, from] of path.slice(0, -1).entries()) {
    const to = path[at + 1] ?? '';
    expect({ from, to, isLegal: targetsOf(from).includes(to) }).toEqual({ from, to, isLegal: true });
  }
};

const targetsOf = (status: string): string[] => {
  const state = orderMachine.states[status as 'pending'];
  if (!state) return [];
  return [...state.transitions.values(), state.always ?? []]
    .flat()
    .flatMap(({ target }) => target?.map(({ key }) => key) ?? []);
};

/** The log is unchanged since it was written, and the document since its newest entry. */
const assertChain = (audit: Audit, document: OrderDocument | PaymentDocument): void => {
  expect({ _id: document._id, broken: findFirstBreak(audit, document) }).toEqual({ _id: document._id, broken: null });
};

/** I14: each fact took effect once, and the order has applied every event of its payments. */
const assertApplied = ({ _id, orderId, log }: PaymentDocument, { orders }: Seen): void => {
  const order = orders.find((one) => one._id === orderId);
  expect({ payment: _id, applied: order?.inbox.seqs[`/payment-service/${_id}`] ?? 0 }).toEqual({
    payment: _id,
    applied: log.length,
  });
};

/** I12: the streams have no event that is in no log. */
const assertNoGhosts = ({ orders, payments, orderEvents, paymentEvents }: Seen): void => {
  const known = new Set([...orders, ...payments].flatMap(({ log }) => log.map(({ id }) => id)));
  expect([...orderEvents, ...paymentEvents].filter(({ id = '' }) => !known.has(id))).toEqual([]);
};

/** Every event is one that the contract promises, field by field, and every group that reads them is known to it. */
const assertPromised = async ({ orderEvents, paymentEvents }: Seen, redis: Redis): Promise<void> => {
  const broken = [
    ...orderEvents.flatMap((entry) => brokenByEntry('order-events', entry)),
    ...paymentEvents.flatMap((entry) => brokenByEntry('payment-events', entry)),
  ];
  expect(broken).toEqual([]);
  for (const [stream, { groups = [] }] of Object.entries(promisedStreams)) {
    const unknown = (await groupsOf(redis, stream)).filter(({ name }) => !groups.some((one) => one.name === name));
    expect({ stream, unknown }).toEqual({ stream, unknown: [] });
  }
};
