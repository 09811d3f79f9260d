import { toDecimal } from '../../domain/money';
import type { Order, OrderStatus } from '../../domain/order';
import type { OrderEvent, OrderEvents, OrderEventType } from '../../domain/order-events';
import type { OrderMessage } from './order-messages';

type Publication<T extends OrderEventType> = { type: T; data: OrderEvents[T] };

const stockOf = ({ stock }: Order) => ({ lines: stock?.lines ?? [] });
const about = <S extends OrderStatus>({ _id, userId }: Order, status: S) => ({ orderId: _id, userId, status });
const paidBy = ({ paymentId }: Order) => (paymentId === null ? {} : { paymentId });
const at = ({ time }: OrderMessage): string => time.toISOString();

/** When a new order is placed. */
export const orderCreated = (order: Order): Publication<'order.created'> => ({
  type: 'order.created',
  data: {
    ...about(order, 'pending'),
    totalAmount: toDecimal(order.totalMinor, order.currency),
    currency: order.currency,
    itemCount: order.items.length,
    createdAt: order.createdAt.toISOString(),
  },
});

/** When payment is confirmed. */
export const orderConfirmed = (order: Order, message: OrderMessage): Publication<'order.confirmed'> => ({
  type: 'order.confirmed',
  data: { ...about(order, 'confirmed'), paymentId: order.paymentId ?? '', confirmedAt: at(message) },
});

/** When the payment that the order waits for failed. */
export const orderPaymentFailed = (order: Order, message: OrderMessage): Publication<'order.payment_failed'> => ({
  type: 'order.payment_failed',
  data: {
    ...about(order, 'payment_failed'),
    paymentId: order.paymentId ?? '',
    ...(message.type === 'payment.failed' && {
      failureCode: message.failureCode,
      failureReason: message.failureReason,
    }),
    failedAt: at(message),
  },
});

/** When a new payment begins after a failed one. */
export const orderPaymentRetried = (order: Order, message: OrderMessage): Publication<'order.payment_retried'> => ({
  type: 'order.payment_retried',
  data: { ...about(order, 'pending'), paymentId: order.paymentId ?? '', retriedAt: at(message) },
});

/** When money came that no state waits for; the payment service gives it back. */
export const orderPaymentRejected = (order: Order, message: OrderMessage): OrderEvent => {
  const paid = message.type === 'payment.processed' ? message : { paymentId: '', amountMinor: 0, currency: '' };
  return {
    type: 'order.payment_rejected',
    data: {
      ...about(order, order.status),
      paymentId: paid.paymentId,
      amount: toDecimal(paid.amountMinor, paid.currency),
      currency: paid.currency,
      reason: rejectionReason(order, paid.paymentId),
      rejectedAt: at(message),
    },
  };
};

const rejectionReason = ({ status, paymentId }: Order, paidBy: string): string => {
  if (status !== 'pending') return 'not_awaited';
  return paidBy === paymentId ? 'amount_mismatch' : 'another_payment';
};

/** When the order is dispatched. */
export const orderShipped = (order: Order, message: OrderMessage): Publication<'order.shipped'> => ({
  type: 'order.shipped',
  data: { ...about(order, 'shipped'), shippedAt: at(message) },
});

/** When the order reaches the customer. */
export const orderDelivered = (order: Order, message: OrderMessage): Publication<'order.delivered'> => ({
  type: 'order.delivered',
  data: { ...about(order, 'delivered'), deliveredAt: at(message) },
});

/** When the order is cancelled: by a caller, the payment window, a permanent failure of payment, or a full refund. */
export const orderCancelled = (order: Order, message: OrderMessage): Publication<'order.cancelled'> => ({
  type: 'order.cancelled',
  data: {
    ...about(order, 'cancelled'),
    reason: order.cancellationReason ?? 'requested',
    ...paidBy(order),
    cancelledAt: at(message),
  },
});

/** When the goods come back. */
export const orderReturned = (order: Order, message: OrderMessage): Publication<'order.returned'> => ({
  type: 'order.returned',
  data: {
    ...about(order, 'returned'),
    ...(message.type === 'return' && message.reason !== undefined && { reason: message.reason }),
    ...paidBy(order),
    returnedAt: at(message),
  },
});

/** When nothing captured is left of a cancelled or returned order. */
export const orderRefunded = (order: Order, message: OrderMessage): Publication<'order.refunded'> => ({
  type: 'order.refunded',
  data: { ...about(order, 'refunded'), ...paidBy(order), refundedAt: at(message) },
});

/** When the catalog keeps the goods until they are shipped or the order is cancelled. */
export const orderStockConfirmed = (order: Order, message: OrderMessage): Publication<'order.stock_confirmed'> => ({
  type: 'order.stock_confirmed',
  data: { ...about(order, 'confirmed'), ...stockOf(order), confirmedAt: at(message) },
});

/** When the goods of a cancelled order are for sale again. */
export const orderStockReleased = (order: Order, message: OrderMessage): Publication<'order.stock_released'> => ({
  type: 'order.stock_released',
  data: { ...about(order, order.status), ...stockOf(order), releasedAt: at(message) },
});

/** When a paid order waits for goods that are sold out. */
export const orderBackordered = (order: Order, message: OrderMessage): Publication<'order.backordered'> => ({
  type: 'order.backordered',
  data: { ...about(order, 'confirmed'), ...stockOf(order), backorderedAt: at(message) },
});
