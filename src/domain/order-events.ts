import type { OrderStatus } from './order';

interface OrderFields {
  orderId: string;
  userId: string;
  status: OrderStatus;
}

/** The events of `order-events`, by type: the payload as the AsyncAPI promises it. Amounts are decimals, times RFC 3339. */
export interface OrderEvents {
  'order.created': OrderFields & { totalAmount: number; currency: string; itemCount: number; createdAt: string };
  'order.payment_failed': OrderFields & {
    paymentId: string;
    failureCode?: string;
    failureReason?: string;
    failedAt: string;
  };
  'order.payment_retried': OrderFields & { paymentId: string; retriedAt: string };
  'order.payment_rejected': OrderFields & {
    paymentId: string;
    amount: number;
    currency: string;
    reason: string;
    rejectedAt: string;
  };
  'order.confirmed': OrderFields & { paymentId: string; confirmedAt: string };
  'order.shipped': OrderFields & { shippedAt: string };
  'order.delivered': OrderFields & { deliveredAt: string };
  'order.cancelled': OrderFields & { reason: string; paymentId?: string; cancelledAt: string };
  'order.returned': OrderFields & { reason?: string; paymentId?: string; returnedAt: string };
  'order.refunded': OrderFields & { paymentId?: string; refundedAt: string };
}

export type OrderEventType = keyof OrderEvents;

/** A published event of an order: type and payload together. */
export type OrderEvent = { [T in OrderEventType]: { type: T; data: OrderEvents[T] } }[OrderEventType];
