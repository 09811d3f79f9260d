import type { LogEntry } from '../../domain/actor-document';
import type { Message } from '../../domain/message';
import { orderMachine } from '../../machines/order/order-machine';
import { paymentMachine } from '../../machines/payment/payment-machine';
import { beginOrder, decideOrder } from '../orders/order-decisions';
import { type OrderDocument, orderAudit, orderVersions } from '../orders/order-document';
import { beginPaymentDocument as paymentBegun, decidePayment as paymentDecided } from '../payments/payment-decisions';
import { type PaymentDocument, paymentAudit, paymentVersions } from '../payments/payment-document';
import { newDocument } from './apply-decision';
import { appendEntries, hashState } from './audit-log';
import { findFirstBreak } from './verify-audit-log';

const time = new Date('2026-01-31T10:00:00.007Z');
const timers = { paymentWindow: 60_000, challengeWindow: 60_000, authorizationWindow: 60_000, stockHold: 60_000 };
const items = [
  { id: 'i1', productId: 'prod-123', productName: 'Zoë’s', quantity: 2, priceMinor: 4999, subtotalMinor: 9998 },
];
const money = { amountMinor: 9998, currency: 'USD' };
const refusal = { failureCode: 'STOLEN_CARD', failureReason: 'Stolen', permanent: true };

const message = (type: string, more: object = {}): Message => ({
  type,
  commandId: `c-${type}`,
  time,
  actor: 'ada',
  ...more,
});

const newOrder = { _id: 'o1', userId: 'ada', items, currency: 'USD', totalMinor: 9998, createdAt: time };
const newPayment = {
  _id: 'p1',
  orderId: 'o1',
  userId: 'ada',
  ...money,
  paymentMethod: 'credit_card',
  sealedToken: 'sealed',
  capture: 'automatic',
  createdAt: time,
};

const anOrder = (...messages: Message[]): OrderDocument =>
  messages.reduce(
    (order, one) => decideOrder(order, one, timers) ?? order,
    beginOrder(newDocument(newOrder, orderVersions.written) as OrderDocument, message('create'), timers),
  );
const aPayment = (...messages: Message[]): PaymentDocument =>
  messages.reduce(
    (payment, one) => paymentDecided(payment, one, timers),
    paymentBegun(newDocument(newPayment, paymentVersions.written) as PaymentDocument, message('create'), timers),
  );

const paying = message('beginPayment', { paymentId: 'p1', ...money });
const processed = message('payment.processed', { paymentId: 'p1', ...money, actor: 'payment-service' });
const charged = message('charge.succeeded', {
  workId: 'charge-1',
  ...money,
  transactionId: 'ch_1',
  gatewayRef: 'pi_1',
});
const asked = message('refund', { workId: 'refund-1', amountMinor: 4000, reason: 'damaged', actor: 'grace' });
const givenBack = message('refund.succeeded', {
  workId: 'refund-1',
  amountMinor: 4000,
  transactionId: 're_1',
  gatewayRef: 're_1',
  actor: 'payment-service',
});

const shipped = anOrder(paying, processed, message('ship'));
const refunded = aPayment(charged, asked, givenBack);

describe('the audit log', () => {
  test('verifies an untouched document, as it was decided and as MongoDB returns it', () => {
    for (const order of [anOrder(), shipped]) {
      expect(findFirstBreak(orderAudit, order)).toBeNull();
      expect(findFirstBreak(orderAudit, reverseMembers(order))).toBeNull();
    }
    for (const payment of [aPayment(), refunded])
      expect(findFirstBreak(paymentAudit, reverseMembers(payment))).toBeNull();
  });

  test('logs who, why, and the status before and after, and nothing of card or gateway', () => {
    expect(shipped.log.map(({ actor, before, after }) => [actor, before, after])).toEqual([
      ['ada', null, 'pending'],
      ['payment-service', 'pending', 'confirmed'],
      ['ada', 'confirmed', 'shipped'],
    ]);
    expect(refunded.log.map(({ type, actor, reason, before, after }) => [type, actor, reason, before, after])).toEqual([
      ['payment.processed', 'ada', undefined, 'pending', 'processed'],
      ['payment.refunded', 'grace', 'damaged', 'processed', 'processed'],
    ]);
    expect(JSON.stringify(refunded.log)).not.toMatch(/sealed|pi_1/);
  });

  test('logs each status that a decision passes through as a step of its own', () => {
    const declined = message('payment.failed', { paymentId: 'p1', ...money, ...refusal });
    const cancelled = anOrder(paying, declined);
    expect(cancelled.log.map(({ before, after }) => [before, after])).toEqual([
      [null, 'pending'],
      ['pending', 'payment_failed'],
      ['payment_failed', 'cancelled'],
    ]);
    expect(findFirstBreak(orderAudit, cancelled)).toBeNull();
  });

  const edits: [string, (log: LogEntry[]) => unknown, number][] = [
    ['another type', ([, second]) => Object.assign(second as LogEntry, { type: 'order.shipped' }), 2],
    ['another time', ([, second]) => Object.assign(second as LogEntry, { time: new Date(time.getTime() + 1) }), 2],
    ['another actor', ([, second]) => Object.assign(second as LogEntry, { actor: 'mallory' }), 2],
    ['other data', ([, second]) => Object.assign((second as LogEntry).data, { paymentId: 'p2' }), 2],
    ['another status before', ([, second]) => Object.assign(second as LogEntry, { before: 'shipped' }), 2],
    ['a field more', ([, second]) => Object.assign(second as LogEntry, { approvedBy: 'mallory' }), 2],
    ['a field less', ([, second]) => delete (second as Partial<LogEntry>).commandId, 2],
    ['another hash', ([first]) => Object.assign(first as LogEntry, { hash: shipped.log[1]?.hash }), 1],
    ['another state', ([, , third]) => Object.assign(third as LogEntry, { stateHash: shipped.log[0]?.stateHash }), 3],
    ['no first entry', (log) => log.shift(), 1],
    ['no middle entry', (log) => log.splice(1, 1), 2],
    ['no last entry', (log) => log.pop(), 2],
    ['no entry', (log) => log.splice(0), 1],
    ['no middle entry, renumbered', (log) => log.splice(1, 2, { ...(log[2] as LogEntry), seq: 2 }), 2],
    ['two entries swapped', (log) => log.splice(1, 2, log[2] as LogEntry, log[1] as LogEntry), 2],
    ['an entry twice', (log) => log.push({ ...(log[2] as LogEntry), seq: 4 }), 4],
    ['an entry of its own id', (log) => log.push({ ...(log[2] as LogEntry), seq: 4, id: 'e4' }), 4],
    ['nothing where an entry was', (log) => log.splice(1, 1, null as never), 2],
  ];

  test.each(edits)('finds the break in a log with %s', (_what, edit, seq) => {
    const edited = structuredClone(shipped);
    edit(edited.log);
    expect(findFirstBreak(orderAudit, edited)).toEqual({ seq, problem: expect.any(String) });
  });

  test('reports a missing end that was published, even where it changed no protected field', () => {
    const rejected = anOrder(paying, processed, { ...processed, commandId: 'c-again' });
    expect(rejected.log.at(-1)?.type).toBe('order.payment_rejected');
    const cut = { ...rejected, log: rejected.log.slice(0, -1) };
    expect(findFirstBreak(orderAudit, { ...cut, publishedSeq: 3 })).toEqual({
      seq: 3,
      problem: 'it was published, and is missing',
    });
  });

  test.each([
    ['skips a number', { seq: 5, id: 'e5' }, /missing: in its place is seq 5/],
    ['takes the id of another', {}, /is that of an earlier entry/],
    ['starts where nothing ended', { id: 'e4', before: 'returned' }, /left returned, but shipped was reached/],
  ])('rejects an entry that %s, even when its hash is right', (_what, change, problem) => {
    const { hash: _hash, stateHash: _stateHash, ...last } = shipped.log[2] as LogEntry;
    const log = appendEntries(orderAudit, shipped.log, [{ ...last, before: 'shipped', seq: 4, ...change }], shipped);
    expect(findFirstBreak(orderAudit, { ...shipped, log })).toEqual({
      seq: 4,
      problem: expect.stringMatching(problem),
    });
  });

  test('rejects the log of another document', () => {
    expect(findFirstBreak(orderAudit, { ...shipped, _id: 'o2' })).toMatchObject({ seq: 1 });
  });

  test('reports an entry without a hash', () => {
    const old = structuredClone(shipped);
    for (const entry of old.log as Partial<LogEntry>[]) delete entry.hash;
    expect(findFirstBreak(orderAudit, old)).toEqual({ seq: 1, problem: 'it has no hash' });
  });

  test('reports a document without a log instead of throwing', () => {
    expect(findFirstBreak(orderAudit, { _id: 'o1' } as never)).toEqual({ seq: 1, problem: 'there is no log' });
  });

  test('rejects a payment past pending whose log is empty', () => {
    expect(findFirstBreak(paymentAudit, { ...aPayment(), status: 'processed' })).toMatchObject({ seq: 1 });
  });

  const changes: [string, Record<string, unknown>][] = [
    ['order', { userId: 'mallory' }],
    ['order', { status: 'delivered' }],
    ['order', { totalMinor: 1 }],
    ['order', { currency: 'JPY' }],
    ['order', { items: [{ ...items[0], quantity: 3 }] }],
    ['order', { shippingAddress: { city: 'Elsewhere' } }],
    ['order', { cancellationReason: 'never mind' }],
    ['payment', { orderId: 'o2' }],
    ['payment', { status: 'refunded' }],
    ['payment', { amountMinor: 1 }],
    ['payment', { capturedMinor: 9999 }],
    ['payment', { refundedMinor: 0 }],
    ['payment', { transactionId: 'ch_2' }],
  ];

  test.each(changes)('detects an edited %s: %j', (kind, change) => {
    const [audit, document] = kind === 'order' ? [orderAudit, shipped] : [paymentAudit, refunded];
    const { seq = 0 } = document.log.at(-1) ?? {};
    expect(findFirstBreak(audit, { ...document, ...change } as never)).toMatchObject({ seq });
  });

  test('protects no field that changes without a log entry', () => {
    const tried = [...paymentMachine.events, ...orderMachine.events].map((type) =>
      message(type, {
        paymentId: 'p1',
        workId: 'charge-1',
        url: 'https://bank.example',
        retryAt: time,
        dueAt: time,
        ...money,
        ...refusal,
      }),
    );
    const orders = [anOrder(), anOrder(paying), shipped, anOrder(paying, message('cancel', { reason: 'test' }))];
    const payments = [aPayment(), aPayment(charged), aPayment(charged, asked), refunded];
    for (const one of tried) {
      for (const order of orders) assertProtected(orderAudit.protects, order, () => decideOrder(order, one, timers));
      for (const payment of payments) {
        assertProtected(paymentAudit.protects, payment, () =>
          unlessRefused(() => paymentDecided(payment, one, timers)),
        );
      }
    }
  });

  const assertProtected = <D extends OrderDocument | PaymentDocument>(
    protects: readonly string[],
    stored: D,
    decide: () => D | null,
  ): void => {
    const next = decide();
    if (!next || next.log.length > stored.log.length) return;
    expect(hashState(protects, next)).toBe(hashState(protects, stored));
  };

  const unlessRefused = <D>(decide: () => D): D | null => {
    try {
      return decide();
    } catch {
      return null;
    }
  };

  /** Copies a value with its members in reverse order. */
  const reverseMembers = <T>(value: T): T => {
    if (Array.isArray(value)) return value.map(reverseMembers) as T;
    if (value instanceof Date) return new Date(value) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .reverse()
        .map(([name, member]) => [name, reverseMembers(member)]),
    ) as T;
  };
});
