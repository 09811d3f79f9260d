import { assign, setup } from 'xstate';
import type { WorkItem } from '../../domain/actor-document';
import type { NewPayment } from '../../domain/payment';
import type { PaymentEvent } from '../../domain/payment-events';
import { findWorkItem, isOpen, isUnsent, type WorkRequest } from '../../domain/work-item';
import { type AttentionRequest, declareEffect, type TimerRequest } from '../effects';
import {
  addCharge,
  addRefund,
  closeChallenge,
  closeWork,
  postpone,
  recordFailure,
  retryUnderNewKey,
  reverseRefund,
  scheduleLookup,
  withoutUnsentCharges,
} from './payment-changes';
import {
  amountIn,
  chargeIn,
  countAttempts,
  duplicateRefundId,
  isAboutDuplicate,
  isAboutOpenWork,
  type PaymentContext,
  workItemIn,
} from './payment-context';
import {
  answersDispute,
  changesDispute,
  endsDispute,
  freesRemainder,
  opensDispute,
  recordDispute,
  reportsPastDispute,
} from './payment-disputes';
import type { PaymentMessage } from './payment-messages';
import {
  captureRefusal,
  hasOpenChargeback,
  isIdle,
  refundableMinor,
  refundRefusal,
  repetitionRefusal,
  voidRefusal,
} from './payment-refusals';

/** As many charge attempts as one payment may make; each has its own idempotency key. */
export const attemptsMax = 2;

/** Fewer tries than this prove no more than a slow gateway. */
const overdueTriesMin = 3;

/** The actions and guards of the payment's table. */
export const paymentRules = setup({
  types: {} as { input: NewPayment; context: PaymentContext; events: PaymentMessage },
  actions: {
    publish: declareEffect<PaymentEvent>(),
    charge: declareEffect<WorkRequest>(),
    capture: declareEffect<WorkRequest>(),
    void: declareEffect<WorkRequest>(),
    refund: declareEffect<WorkRequest>(),
    schedule: declareEffect<TimerRequest>(),
    unschedule: declareEffect<TimerRequest>(),
    needsAttention: declareEffect<AttentionRequest>(),
    withdrawAttention: declareEffect<{ id: string }>(),
    record: declareEffect<undefined>(),
    addCharge: assign(({ context, event }) => addCharge(context, event)),
    addRefund: assign(({ context, event }) => addRefund(context, event)),
    recordFailure: assign(({ context, event }) => recordFailure(context, event)),
    reverseRefund: assign(({ context, event }) => reverseRefund(context, event)),
    recordAbandonment: assign({
      failureCode: 'AUTHENTICATION_ABANDONED',
      failureReason: 'The customer did not take the step that was asked for',
      failedBy: 'customer' as const,
    }),
    closeChallenge: assign(({ context, event }) => closeChallenge(context, event)),
    markOrderClosed: assign(({ event }) => ({ orderClosed: event.type })),
    closeWork: assign(({ context, event }) => closeWork(context, event)),
    dropUnsent: assign(({ context }) => ({ work: withoutUnsentCharges(context.work) })),
    scheduleLookup: assign(({ context, event }) => scheduleLookup(context, event)),
    retryUnderNewKey: assign(({ context, event }) => retryUnderNewKey(context, event)),
    postpone: assign(({ context, event }) => postpone(context, event)),
    requestCustomerAction: assign(({ event }) => ({
      ...(event.type === 'charge.challenged' && {
        nextAction: { type: 'redirect' as const, url: event.url },
        gatewayRef: event.gatewayRef,
      }),
    })),
    recordDispute: assign(({ context, event }) => recordDispute(context, event)),
    dropCardToken: assign({ sealedToken: undefined, sealedMethod: undefined, nextAction: undefined }),
  },
  guards: {
    isFact: ({ event }) => event.type.includes('.'),
    isOpen: ({ context, event }) => isAboutOpenWork(context, event),
    isUnrequested: ({ context, event }) => workItemIn(context, event) === undefined,
    isNothingSent: ({ context }) => context.work.filter(isOpen).every(isUnsent),
    isChallenged: ({ context }) => context.nextAction !== undefined,
    isOrderClosed: ({ context }) => context.orderClosed !== undefined,
    isAbandoned: ({ context, event }) =>
      isAboutOpenWork(context, event) && workItemIn(context, event)?.id === 'void-abandoned',
    isUnwanted: ({ context, event }) => isAboutOpenWork(context, event) && context.orderClosed !== undefined,
    isOtherCurrency: ({ context, event }) => 'currency' in event && event.currency !== context.currency,
    isDuplicateCharge: ({ context, event }) => isAboutOpenWork(context, event) && isAboutDuplicate(context, event),
    wasRefunded: ({ context, event }) =>
      workItemIn(context, event)?.state === 'succeeded' && !isAboutDuplicate(context, event),
    wasDuplicateRefunded: ({ context, event }) =>
      workItemIn(context, event)?.state === 'succeeded' && isAboutDuplicate(context, event),
    isCapturing: ({ context, event }) => isAboutOpenWork(context, event) && context.work.some(isOpenCapture),
    isProvenAbsent: ({ context, event }) => isProvenAbsent(context, event),
    isUnwantedAbsent: ({ context, event }) => isProvenAbsent(context, event) && context.orderClosed !== undefined,
    isOverdue: ({ context, event }) => isOverdue(context, event),
    mayRetryCharge: ({ context, event }) =>
      isProvenAbsent(context, event) && context.orderClosed === undefined && countAttempts(context) < attemptsMax,
    isNewDuplicate: ({ context, event }) => isOtherCharge(context, event) && !isDuplicateKnown(context, event),
    isOtherCharge: ({ context, event }) => isOtherCharge(context, event),
    isCapturable: ({ context, event }) => captureRefusal(context, amountIn(event)) === null,
    isVoidable: ({ context }) => voidRefusal(context) === null,
    isRefundable: ({ context, event }) =>
      refundRefusal(context, amountIn(event)) === null && repetitionRefusal(context, event) === null,
    isIdle: ({ context }) => isIdle(context),
    hasMoneyLeft: ({ context }) => refundableMinor(context) > 0,
    isDisputed: ({ context }) => hasOpenChargeback(context),
    reportsPastDispute: ({ context, event }) => reportsPastDispute(context, event),
    opensDispute: ({ context, event }) => opensDispute(context, event),
    freesRemainder: ({ context, event }) => freesRemainder(context, event),
    endsDispute: ({ context, event }) => endsDispute(context, event),
    answersDispute: ({ context, event }) => answersDispute(context, event),
    changesDispute: ({ context, event }) => changesDispute(context, event),
    isUncounted: ({ context, event }) => isUncounted(context, event),
    isFullyRefunded: ({ context, event }) =>
      isUncounted(context, event) && context.refundedMinor + amountIn(event) >= context.capturedMinor,
  },
});

const isOtherCharge = ({ transactionId }: PaymentContext, message: PaymentMessage): boolean =>
  chargeIn(message).transactionId !== transactionId;

/** Whether the refund of the duplicate charge that the message reports was requested before. */
const isDuplicateKnown = ({ work }: PaymentContext, message: PaymentMessage): boolean =>
  findWorkItem(work, duplicateRefundId(message)) !== undefined;

const isOpenCapture = (item: WorkItem): boolean => item.kind === 'capture' && isOpen(item);

/** Whether a refund is not part of the sum yet, no matter who asked the gateway for it. */
const isUncounted = (payment: PaymentContext, message: PaymentMessage): boolean => {
  const refund = workItemIn(payment, message);
  return refund === undefined || (refund.state !== 'succeeded' && refund.isDuplicateCharge !== true);
};

/** Whether two look-ups, one quiet period apart, did not find open work. */
const isProvenAbsent = (payment: PaymentContext, message: PaymentMessage): boolean => {
  if (!('quietMs' in message) || !isAboutOpenWork(payment, message)) return false;
  return hasPassed(workItemIn(payment, message)?.absentSince, message.quietMs, message.time);
};

/** Whether the outcome of open work has stayed unknown for too long, and for more than a few tries. */
const isOverdue = (payment: PaymentContext, message: PaymentMessage): boolean => {
  if (!('overdueMs' in message) || !isAboutOpenWork(payment, message)) return false;
  const { unknownSince, tries = 0 } = workItemIn(payment, message) ?? {};
  return tries >= overdueTriesMin && hasPassed(unknownSince, message.overdueMs, message.time);
};

const hasPassed = (since: Date | undefined, ms: number, now: Date): boolean =>
  since !== undefined && now.getTime() - since.getTime() >= ms;
