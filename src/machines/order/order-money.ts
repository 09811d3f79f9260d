import type { Order, OrderDispute, PaymentStatus } from '../../domain/order';
import type { OrderMessage } from './order-messages';

/** Returns what the shop has of the order's money, in minor units: processed, less refunds, less lost disputes. */
export const paidMinor = (order: Order): number => Math.max(0, order.heldMinor - lostMinor(order));

/** Returns whether the bank has still to decide on a dispute about the order. */
export const isDisputed = ({ disputes = [] }: Order): boolean => disputes.some(({ status }) => status === 'open');

/** Returns whether the order was paid and nothing of that is left, by refunds or by lost disputes. */
export const hasMoneyGoneBack = (order: Order): boolean =>
  paidMinor(order) === 0 && ((order.refundedMinor ?? 0) > 0 || lostMinor(order) > 0);

/** Returns the state of the order's payment in one word; a dispute that is open or lost comes first. */
export const paymentStatusOf = (order: Order): PaymentStatus => {
  const { heldMinor, refundedMinor = 0, authorizedMinor = 0 } = order;
  if (isDisputed(order) || lostMinor(order) > 0) return 'disputed';
  if (refundedMinor > 0) return heldMinor > 0 ? 'partially_refunded' : 'refunded';
  if (heldMinor > 0) return 'paid';
  return authorizedMinor > 0 ? 'authorized' : 'unpaid';
};

const lostMinor = ({ disputes = [] }: Order): number =>
  disputes.filter(({ status }) => status === 'lost').reduce((sum, { amountMinor }) => sum + amountMinor, 0);

type MoneyFields = Pick<Order, 'heldMinor' | 'refundedMinor' | 'authorizedMinor'>;

/** Returns the money fields after a payment event. An event in another currency moves nothing. */
export const moneyAfter = (order: Order, event: OrderMessage): Partial<MoneyFields> => {
  if (!('amountMinor' in event) || event.currency !== order.currency) return {};
  const { heldMinor, refundedMinor = 0 } = order;
  const { amountMinor } = event;
  const isOwn = event.paymentId === order.paymentId;
  switch (event.type) {
    case 'payment.authorized':
      return isOwn ? { authorizedMinor: amountMinor } : {};
    case 'payment.voided':
    case 'payment.failed':
      return isOwn ? { authorizedMinor: 0 } : {};
    case 'payment.processed':
      return { heldMinor: heldMinor + amountMinor, ...(isOwn && { authorizedMinor: 0 }) };
    case 'payment.refunded':
      return { heldMinor: heldMinor - amountMinor, ...(isOwn && { refundedMinor: refundedMinor + amountMinor }) };
    case 'payment.refund_failed':
      return { heldMinor: heldMinor + amountMinor, ...(isOwn && { refundedMinor: refundedMinor - amountMinor }) };
    default:
      return {};
  }
};

/** A dispute ends in one of these when the bank has taken the money back. */
const lostStatuses = new Set(['lost', 'accepted', 'expired']);

/** Returns the disputes of the order after one was opened or closed; each is kept once. */
export const disputesAfter = ({ disputes = [] }: Order, event: OrderMessage): OrderDispute[] => {
  if (event.type !== 'payment.dispute_opened' && event.type !== 'payment.dispute_closed') return disputes;
  const { disputeId: id, amountMinor, disputeStatus } = event;
  const closed = lostStatuses.has(disputeStatus) ? 'lost' : 'won';
  const status = event.type === 'payment.dispute_opened' ? 'open' : closed;
  return [...disputes.filter((dispute) => dispute.id !== id), { id, amountMinor, status }];
};
