import type { PaymentMethod } from './payment';

interface PaymentFields {
  paymentId: string;
  orderId: string;
  userId: string;
  amount: number;
  currency: string;
}

/** The events of `payment-events`, by type: the payload as the AsyncAPI promises it. Amounts are decimals, times RFC 3339. */
export interface PaymentEvents {
  'payment.authorized': PaymentFields & { paymentMethod: PaymentMethod; transactionId: string; authorizedAt: string };
  /** `authorizedAmount` when the amount was held first: staff may have captured less of it. */
  'payment.processed': PaymentFields & {
    paymentMethod: PaymentMethod;
    transactionId: string;
    authorizedAmount?: number;
    processedAt: string;
  };
  'payment.failed': PaymentFields & {
    failureReason: string;
    failureCode: string;
    permanent: boolean;
    failedAt: string;
  };
  'payment.voided': PaymentFields & { reason?: string; voidedAt: string };
  /** `amount` is this refund's; `refundedAmount` is what went back in all. */
  'payment.refunded': PaymentFields & {
    refundId: string;
    refundedAmount: number;
    status: 'processed' | 'refunded';
    transactionId: string;
    reason?: string;
    refundedAt: string;
  };
  /** The money of a refund came back; `refundedAmount` is what is back at the customer's in all. */
  'payment.refund_failed': PaymentFields & {
    refundId: string;
    refundedAmount: number;
    failureCode: string;
    failedAt: string;
  };
}

export type PaymentEventType = keyof PaymentEvents;

/** A published event of a payment: type and payload together. */
export type PaymentEvent = { [T in PaymentEventType]: { type: T; data: PaymentEvents[T] } }[PaymentEventType];
