import type { WorkItem } from '../../domain/actor-document';
import type { FailureCause, Payment } from '../../domain/payment';
import {
  closeWorkItem,
  createWorkItem,
  findWorkItem,
  isOpen,
  isUnsent,
  openNextAttempt,
  undoClaim,
  updateWorkItem,
} from '../../domain/work-item';
import { amountIn, chargeIn, type PaymentContext, workIdIn, workItemIn } from './payment-context';
import type { PaymentMessage } from './payment-messages';

type Work = Pick<PaymentContext, 'work'>;

/** Records the charge that the message names, and drops charge attempts that were never sent. */
export const addCharge = (payment: PaymentContext, message: PaymentMessage): Partial<PaymentContext> => ({
  ...chargeIn(message),
  ...moneyIn(message),
  work: withoutUnsentCharges(closeWork(payment, message).work),
});

/** Counts a refund; one that was made at the gateway, past us, is added to the work first. */
export const addRefund = (payment: PaymentContext, message: PaymentMessage): Partial<PaymentContext> => ({
  refundedMinor: payment.refundedMinor + amountIn(message),
  ...closeWork({ work: withRefund(payment.work, message) }, message),
});

/** Takes a refund back whose money returned to us. */
export const reverseRefund = (payment: PaymentContext, message: PaymentMessage): Partial<PaymentContext> => ({
  refundedMinor: payment.refundedMinor - amountIn(message),
  work: updateWorkItem(payment.work, workIdIn(message), { state: 'declined' }),
});

/** Records why the charge failed, and closes its work. */
export const recordFailure = (payment: PaymentContext, message: PaymentMessage): Partial<PaymentContext> => ({
  ...failureIn(message),
  ...closeWork(payment, message),
});

/** Closes the void and the charge attempt that waited for the customer: it never charged anything. */
export const closeChallenge = (payment: PaymentContext, message: PaymentMessage): Work => {
  const { work } = closeWork(payment, message);
  const charges = work.filter((item) => item.kind === 'charge' && isOpen(item));
  return { work: charges.reduce((list, { id }) => closeWorkItem(list, id, { state: 'absent' }), work) };
};

/** Drops charge attempts that were never sent. */
export const withoutUnsentCharges = (work: WorkItem[]): WorkItem[] =>
  work.filter((item) => item.kind !== 'charge' || !isOpen(item) || !isUnsent(item));

const outcomes = {
  succeeded: 'succeeded',
  authorized: 'succeeded',
  declined: 'declined',
  refused: 'declined',
  absent: 'absent',
  failed: 'declined',
} as const;

/** Closes the work that a definite answer ends. */
export const closeWork = ({ work }: Work, message: PaymentMessage): Work => {
  const outcome = message.type.split('.')[1] as keyof typeof outcomes;
  return {
    work: closeWorkItem(work, workIdIn(message), {
      state: outcomes[outcome],
      // The handle is kept: later events about this work are looked up by it.
      ...('gatewayRef' in message && { gatewayRef: workItemIn({ work }, message)?.gatewayRef ?? message.gatewayRef }),
      ...('failureCode' in message && { failureCode: message.failureCode }),
    }),
  };
};

/**
 * Schedules the next look-up of work that is not over. The time of the first look-up that found nothing is kept until
 * the work may have been sent again: then absence has to be seen anew.
 */
export const scheduleLookup = ({ work }: Work, message: PaymentMessage): Work => {
  if (!('retryAt' in message)) return { work };
  const { workId, retryAt: dueAt, time } = message;
  const scheduled = ({ absentSince = time, unknownSince = time, ...item }: WorkItem): WorkItem => ({
    ...item,
    state: 'unknown',
    dueAt,
    ...errorIn(message),
    ...('quietMs' in message && { absentSince }),
    ...('overdueMs' in message && { unknownSince }),
  });
  return { work: work.map((item) => (item.id === workId ? scheduled(item) : item)) };
};

const errorIn = (message: PaymentMessage): Pick<WorkItem, 'lastError'> =>
  'error' in message && message.error !== undefined ? { lastError: message.error } : {};

/** Opens the next attempt of work that the gateway has proven not to have. */
export const retryUnderNewKey = ({ work }: Work, message: PaymentMessage): Work => ({
  work: openNextAttempt(work, workIdIn(message), message.time),
});

/** Postpones work that the gateway did not look at; the claim under which nothing was sent is undone. */
export const postpone = ({ work }: Work, message: PaymentMessage): Work => {
  if (!('retryAt' in message)) return { work };
  const { workId, retryAt: dueAt } = message;
  const claim = 'claim' in message ? message.claim : undefined;
  const postponed = (item: WorkItem): WorkItem => {
    if (item.state !== 'sending') return { ...item, dueAt, ...errorIn(message) };
    return item.claimedBy === claim ? { ...undoClaim(item), dueAt, ...errorIn(message) } : item;
  };
  return { work: work.map((item) => (item.id === workId ? postponed(item) : item)) };
};

const withRefund = (work: WorkItem[], message: PaymentMessage): WorkItem[] => {
  const id = workIdIn(message);
  if (findWorkItem(work, id)) return work;
  const request = { id, amountMinor: amountIn(message), reason: 'made at the gateway' };
  return [...work, createWorkItem('refund', request, message)];
};

const moneyIn = (message: PaymentMessage): Partial<Payment> =>
  message.type === 'charge.succeeded' || message.type === 'capture.succeeded'
    ? { capturedMinor: message.amountMinor, processedAt: message.time }
    : {};

const failureIn = (message: PaymentMessage): Partial<Payment> =>
  'failureReason' in message
    ? { failureCode: message.failureCode, failureReason: message.failureReason, failedBy: causeIn(message) }
    : {};

const causeIn = (message: PaymentMessage): FailureCause => {
  if (message.type === 'charge.refused') return 'request';
  return message.type === 'charge.declined' && message.isByIssuer === true ? 'issuer' : 'gateway';
};
