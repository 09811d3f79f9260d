import type { WorkItem } from '../../domain/actor-document';
import type { Message } from '../../domain/message';
import { lostMinor, withheldMinor } from '../../domain/payment';
import { isOpen } from '../../domain/work-item';
import type { PaymentContext } from './payment-context';
import type { PaymentCommand, PaymentMessage } from './payment-messages';

/** Why a payment refuses a command: the problem code on the wire. */
export type PaymentRefusal =
  | 'payment-not-capturable'
  | 'payment-not-voidable'
  | 'payment-not-refundable'
  | 'payment-disputed'
  | 'refund-limit-reached'
  | 'refund-repeated'
  | 'capture-exceeds-authorized'
  | 'refund-exceeds-captured';

/** Returns why this amount, in minor units, cannot be captured; null when it can. */
export const captureRefusal = (payment: PaymentContext, amountMinor: number): PaymentRefusal | null => {
  if (!isHeldAndIdle(payment)) return 'payment-not-capturable';
  return amountMinor > 0 && amountMinor <= payment.amountMinor ? null : 'capture-exceeds-authorized';
};

/** Returns why the payment cannot be voided; null when it is authorized, or waits for its customer. */
export const voidRefusal = (payment: PaymentContext): PaymentRefusal | null =>
  isHeldAndIdle(payment) || (awaitsCustomer(payment) && isIdle(payment)) ? null : 'payment-not-voidable';

/** Whether the payment waits for a step of its customer, such as 3-D Secure: nothing is charged until they take it. */
export const awaitsCustomer = ({ status, nextAction }: PaymentContext): boolean =>
  status === 'pending' && nextAction !== undefined;

/** Returns why this amount, in minor units, cannot be refunded; null when it can. */
export const refundRefusal = (payment: PaymentContext, amountMinor: number): PaymentRefusal | null => {
  const leftMinor = refundableMinor(payment);
  const isRefundable = payment.status === 'processed' || (payment.status === 'refunded' && leftMinor > 0);
  if (!isRefundable) return 'payment-not-refundable';
  if (hasOpenChargeback(payment)) return 'payment-disputed';
  if (payment.work.filter(isRefund).length >= refundsMax) return 'refund-limit-reached';
  return amountMinor > 0 && amountMinor <= leftMinor ? null : 'refund-exceeds-captured';
};

/** Returns why the payment refuses the command; null when it accepts it. */
export const commandRefusal = (payment: PaymentContext, command: Message<PaymentCommand>): PaymentRefusal | null => {
  switch (command.type) {
    case 'capture':
      return captureRefusal(payment, command.amountMinor);
    case 'void':
      return voidRefusal(payment);
    case 'refund':
      return refundRefusal(payment, command.amountMinor) ?? repetitionRefusal(payment, command);
  }
};

/** An equal refund within this time is taken for a repetition, such as a double click. */
export const repetitionMs = 10_000;

/**
 * Returns why a refund without an idempotency key is refused although its amount is left: the same caller requested the
 * same a moment ago. Two equal refunds on purpose need keys.
 */
export const repetitionRefusal = ({ work }: PaymentContext, refund: PaymentMessage): PaymentRefusal | null => {
  if (refund.type !== 'refund' || refund.idempotency !== undefined) return null;
  const isEqual = (item: WorkItem): boolean =>
    isRefund(item) &&
    item.state !== 'declined' &&
    item.idempotency === undefined &&
    item.askedBy === refund.actor &&
    item.amountMinor === refund.amountMinor &&
    item.reason === refund.reason &&
    refund.time.getTime() - item.createdAt.getTime() < repetitionMs;
  return work.some(isEqual) ? 'refund-repeated' : null;
};

/** The most refunds of one payment: they are part of its document, which each change rewrites. */
export const refundsMax = 200;

/**
 * Returns what can still be refunded, in minor units: captured, less what went back, what is under way and what lost
 * disputes took.
 */
export const refundableMinor = ({ capturedMinor, refundedMinor, disputes = [], work }: PaymentContext): number =>
  capturedMinor -
  refundedMinor -
  lostMinor(disputes) -
  work.filter(isPendingRefund).reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0);

/** Whether a chargeback is open: the bank decides first, and nothing is refunded meanwhile. */
export const hasOpenChargeback = ({ disputes = [] }: PaymentContext): boolean => withheldMinor(disputes) > 0;

/** Returns whether no capture and no void is under way. */
export const isIdle = ({ work }: PaymentContext): boolean => !work.some(isBusy);

const isHeldAndIdle = (payment: PaymentContext): boolean => payment.status === 'authorized' && isIdle(payment);
const isBusy = (item: WorkItem): boolean => (item.kind === 'capture' || item.kind === 'void') && isOpen(item);
const isRefund = ({ kind }: WorkItem): boolean => kind === 'refund';
const isPendingRefund = (item: WorkItem): boolean =>
  item.kind === 'refund' && isOpen(item) && item.isDuplicateCharge !== true;
