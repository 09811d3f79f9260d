import type { Order, OrderStatus } from '../../src/domain/order';
import { createDecider } from '../../src/machines/decide';
import type { Effect } from '../../src/machines/effects';
import { orderMachine } from '../../src/machines/order/order-machine';
import type { OrderMessage } from '../../src/machines/order/order-messages';

/** The machine of orders as pure functions. */
export const { begin, decide } = createDecider<Order, OrderMessage, typeof orderMachine>(orderMachine);
/** When everything happens. */
export const time = new Date('2026-01-31T10:00:00Z');
const envelope = { commandId: 'c1', time, actor: 'test' };
/** A payment of the order in full. */
export const paid = { paymentId: 'p1', amountMinor: 9998, currency: 'USD' };
const declined = {
  ...paid,
  permanent: false,
  failureCode: 'INSUFFICIENT_FUNDS',
  failureReason: 'Insufficient funds',
  isDeclinedByIssuer: true,
};
const dispute = { ...paid, disputeId: 'd1' };

const messages: Record<string, object> = {
  beginPayment: { ...paid, paymentId: 'p2' },
  cancel: { reason: 'changed my mind' },
  'payment.processed': paid,
  'payment.failed': declined,
  'payment.refunded': paid,
  'payment.refund_failed': paid,
  'payment.voided': paid,
  'payment.authorized': paid,
  'payment.dispute_opened': { ...dispute, disputeStatus: 'open' },
  'payment.dispute_closed': { ...dispute, disputeStatus: 'won' },
  'paymentWindow.closed': { dueAt: time },
  'stock.soldOut': { workId: 'confirm', isBackorderAllowed: false },
  'stockHold.renewed': { workId: 'stockHold' },
  'stock.heldLate': { workId: 'confirm' },
  'stock.unknown': { workId: 'confirm' },
  'stock.confirmed': { workId: 'confirm' },
  'stock.released': { workId: 'release' },
};
/** Returns a message of the type, about the payment p1. */
export const aMessage = (type: string, change: object = {}): OrderMessage =>
  ({ type, ...messages[type], ...envelope, ...change }) as OrderMessage;

/** Returns an order whose payment is p1. */
export const anOrder = (change: Partial<Order> = {}): Order => ({
  _id: 'o1',
  userId: 'u1',
  status: 'pending',
  items: [],
  currency: 'USD',
  totalMinor: 9998,
  createdAt: time,
  paymentId: 'p1',
  heldMinor: 9998,
  declines: 0,
  stock: { reservationId: 'o1', state: 'held', lines: [{ productId: 'prod-123', quantity: 2 }] },
  ...change,
});

/** Returns the types of the events that a decision publishes. */
export const published = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'publish' ? [effect.params.type] : []));

/** Returns what comes of a message, as the table of the tests writes it. */
export const seen = (status: OrderStatus, message: OrderMessage, order = anOrder({ status })): string => {
  const decision = decide(status, order, message);
  if (!decision) return '-';
  if (published(decision.effects).includes('order.payment_rejected')) return 'owed';
  return decision.effects.some(({ type }) => type === 'record') ? '=' : decision.status;
};

/** Returns the order after several messages, one after the other. */
export const follow = (order: Order, ...types: [type: string, change?: object][]) =>
  types.reduce<{ status: string; context: Order; effects: Effect[] }>(
    ({ status, context }, [type, change]) => {
      const next = decide(status, { ...context, status: status as OrderStatus }, aMessage(type, change));
      if (!next) throw new Error(`An order that is ${status} refuses ${type}`);
      return next;
    },
    { status: order.status, context: order, effects: [] },
  );
