import { toDecimal } from '../../domain/money';
import type { Payment } from '../../domain/payment';
import type { PaymentEvents, PaymentEventType } from '../../domain/payment-events';
import type { PaymentMessage } from './payment-messages';

type Publication<T extends PaymentEventType> = { type: T; data: PaymentEvents[T] };

const about = ({ _id, orderId, userId, currency }: Payment, amountMinor: number) => ({
  paymentId: _id,
  orderId,
  userId,
  amount: toDecimal(amountMinor, currency),
  currency,
});
const charged = ({ paymentMethod, transactionId = '' }: Payment) => ({ paymentMethod, transactionId });
const at = ({ time }: PaymentMessage): string => time.toISOString();

/** When the gateway holds the money without taking it. */
export const paymentAuthorized = (payment: Payment, message: PaymentMessage): Publication<'payment.authorized'> => ({
  type: 'payment.authorized',
  data: { ...about(payment, payment.amountMinor), ...charged(payment), authorizedAt: at(message) },
});

/** When payment succeeds. */
export const paymentProcessed = (payment: Payment, message: PaymentMessage): Publication<'payment.processed'> => ({
  type: 'payment.processed',
  data: {
    ...about(payment, payment.capturedMinor),
    ...charged(payment),
    ...(payment.capture === 'manual' && { authorizedAmount: toDecimal(payment.amountMinor, payment.currency) }),
    processedAt: at(message),
  },
});

/** When payment fails: the issuer said no, or the gateway has proven never to have seen the charge. */
export const paymentFailed = (payment: Payment, message: PaymentMessage): Publication<'payment.failed'> => ({
  type: 'payment.failed',
  data: {
    ...about(payment, payment.amountMinor),
    failureReason: payment.failureReason ?? 'The payment gateway did not take the charge',
    failureCode: payment.failureCode ?? 'GATEWAY_ERROR',
    permanent: message.type === 'charge.declined' && message.permanent,
    declinedByIssuer: payment.failedBy === 'issuer',
    failedAt: at(message),
  },
});

/** When a payment ends without money taken. */
export const paymentVoided = (payment: Payment, message: PaymentMessage): Publication<'payment.voided'> => ({
  type: 'payment.voided',
  data: {
    ...about(payment, payment.amountMinor),
    ...(payment.orderClosed !== undefined && { reason: payment.orderClosed }),
    voidedAt: at(message),
  },
});

/** When money went back, in part or in full. */
export const paymentRefunded = (payment: Payment, message: PaymentMessage): Publication<'payment.refunded'> => {
  const refund = message.type === 'refund.succeeded' ? message : { workId: '', amountMinor: 0, transactionId: '' };
  return {
    type: 'payment.refunded',
    data: {
      ...about(payment, refund.amountMinor),
      refundId: refund.workId,
      refundedAmount: toDecimal(payment.refundedMinor, payment.currency),
      status: payment.refundedMinor >= payment.capturedMinor ? 'refunded' : 'processed',
      transactionId: refund.transactionId,
      refundedAt: at(message),
    },
  };
};

/** When the money of a refund that had succeeded came back. */
export const paymentRefundFailed = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.refund_failed'> => {
  const failed = message.type === 'refund.failed' ? message : { workId: '', amountMinor: 0, failureCode: '' };
  return {
    type: 'payment.refund_failed',
    data: {
      ...about(payment, failed.amountMinor),
      refundId: failed.workId,
      refundedAmount: toDecimal(payment.refundedMinor, payment.currency),
      failureCode: failed.failureCode,
      failedAt: at(message),
    },
  };
};

/** When a charge succeeded besides the one that pays: it is refunded in full. */
export const paymentDuplicateCharged = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.duplicate_charged'> => ({
  type: 'payment.duplicate_charged',
  data: { ...duplicate(payment, message), paymentMethod: payment.paymentMethod, chargedAt: at(message) },
});

/** When the refund of a duplicate charge succeeded. */
export const paymentDuplicateRefunded = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.duplicate_refunded'> => ({
  type: 'payment.duplicate_refunded',
  data: { ...duplicate(payment, message), refundId: refundIdIn(message), refundedAt: at(message) },
});

/** When the money of a refunded duplicate charge came back. */
export const paymentDuplicateRefundFailed = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.duplicate_refund_failed'> => {
  const { amountMinor, failureCode } = message.type === 'refund.failed' ? message : { amountMinor: 0, failureCode: '' };
  return {
    type: 'payment.duplicate_refund_failed',
    data: { ...about(payment, amountMinor), refundId: refundIdIn(message), failureCode, failedAt: at(message) },
  };
};

const duplicate = (payment: Payment, message: PaymentMessage) => {
  const moved =
    message.type === 'charge.succeeded' || message.type === 'refund.succeeded'
      ? message
      : { amountMinor: 0, transactionId: '' };
  return { ...about(payment, moved.amountMinor), transactionId: moved.transactionId };
};

const refundIdIn = (message: PaymentMessage): string => ('workId' in message ? message.workId : '');

const disputed = (payment: Payment, message: PaymentMessage) => {
  const { dispute } = message as Extract<PaymentMessage, { type: 'dispute.reported' }>;
  return {
    ...about(payment, dispute.amountMinor),
    disputeId: dispute.id,
    stage: dispute.stage,
    disputeStatus: dispute.status,
    reason: dispute.reason,
    disputedAmount: toDecimal(payment.disputedMinor ?? 0, payment.currency),
    ...(dispute.evidenceDueAt && { evidenceDueAt: dispute.evidenceDueAt.toISOString() }),
  };
};

/** When the customer's bank disputes the charge. */
export const paymentDisputeOpened = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.dispute_opened'> => ({
  type: 'payment.dispute_opened',
  data: { ...disputed(payment, message), openedAt: at(message) },
});

/** When a dispute moves on, such as an inquiry that becomes a chargeback, and stays open. */
export const paymentDisputeUpdated = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.dispute_updated'> => ({
  type: 'payment.dispute_updated',
  data: { ...disputed(payment, message), updatedAt: at(message) },
});

/** When the bank has decided. */
export const paymentDisputeClosed = (
  payment: Payment,
  message: PaymentMessage,
): Publication<'payment.dispute_closed'> => ({
  type: 'payment.dispute_closed',
  data: { ...disputed(payment, message), closedAt: at(message) },
});
