import { assign, setup } from 'xstate';
import type { TimerKind, WorkItem } from '../../domain/actor-document';
import type { NewPayment, Payment } from '../../domain/payment';
import type { PaymentEvent } from '../../domain/payment-events';
import {
  closeWorkItem,
  createWorkItem,
  findWorkItem,
  isOpen,
  isUnsent,
  updateWorkItem,
  type WorkRequest,
} from '../../domain/work-item';
import { declareEffect } from '../effects';
import type { PaymentMessage } from './payment-messages';

/** As many charge attempts as one payment may make; each has its own idempotency key. */
export const attemptsMax = 2;

/** A payment as its machine sees it: the business fields, and the work that is done for them. */
export type PaymentContext = Payment & { work: WorkItem[] };

type ActionArgs = { context: PaymentContext; event: PaymentMessage };

/** The words of the payment's table: what it may ask for, how it remembers, and what it looks at. */
export const paymentRules = setup({
  types: {} as { input: NewPayment; context: PaymentContext; events: PaymentMessage },
  actions: {
    publish: declareEffect<PaymentEvent>(),
    charge: declareEffect<WorkRequest>(),
    capture: declareEffect<WorkRequest>(),
    void: declareEffect<WorkRequest>(),
    refund: declareEffect<WorkRequest>(),
    schedule: declareEffect<{ timer: TimerKind }>(),
    unschedule: declareEffect<{ timer: TimerKind }>(),
    needsAttention: declareEffect<{ reason: string }>(),
    record: declareEffect<undefined>(),
    addCharge: assign(({ context, event }) => ({
      ...chargeIn(event),
      ...moneyIn(event),
      work: withoutUnsentCharges(closeWork(context, event).work),
    })),
    addRefund: assign(({ context, event }) => ({
      refundedMinor: context.refundedMinor + amountIn(event),
      ...closeWork({ work: withRefund(context.work, event) }, event),
    })),
    recordFailure: assign(({ context, event }) => ({ ...failureIn(event), ...closeWork(context, event) })),
    reverseRefund: assign(({ context, event }) => ({
      refundedMinor: context.refundedMinor - amountIn(event),
      work: updateWorkItem(context.work, workIn(event), { state: 'declined' }),
    })),
    recordAbandonment: assign({
      failureCode: 'AUTHENTICATION_ABANDONED',
      failureReason: 'The customer did not take the step that was asked for',
    }),
    closeChallenge: assign(({ context, event }) => ({ work: withoutChallenge(closeWork(context, event).work) })),
    markOrderClosed: assign(({ event }) => ({ orderClosed: event.type })),
    closeWork: assign(({ context, event }) => closeWork(context, event)),
    dropUnsent: assign(({ context }) => ({ work: withoutUnsentCharges(context.work) })),
    scheduleLookup: assign(({ context, event }) => ({ work: scheduleNextLookup(context.work, event) })),
    requestCustomerAction: assign(({ event }) => ({
      ...(event.type === 'charge.challenged' && {
        nextAction: { type: 'redirect' as const, url: event.url },
        gatewayRef: event.gatewayRef,
      }),
    })),
    dropCardToken: assign({ sealedToken: undefined, sealedMethod: undefined, nextAction: undefined }),
  },
  guards: {
    isFact: ({ event }) => event.type.includes('.'),
    isOpen: ({ context, event }) => isOpenWork(context, event),
    isNothingSent: ({ context }) => context.work.filter(isOpen).every(isUnsent),
    isChallenged: ({ context }) => context.nextAction !== undefined,
    isOrderClosed: ({ context }) => context.orderClosed !== undefined,
    isUnwanted: ({ context, event }) => isOpenWork(context, event) && context.orderClosed !== undefined,
    isOtherCurrency: ({ context, event }) => 'currency' in event && event.currency !== context.currency,
    isDuplicateCharge: ({ context, event }) => isOpenWork(context, event) && isDuplicateChargeWork(context, event),
    wasRefunded: ({ context, event }) =>
      findWorkItem(context.work, workIn(event))?.state === 'succeeded' && !isDuplicateChargeWork(context, event),
    isCapturing: ({ context, event }) => isOpenWork(context, event) && context.work.some(isOpenCapture),
    isAbsenceUnproven: ({ context, event }) => isOpenWork(context, event) && !isProvenAbsent(context, event),
    mayRetryCharge: ({ context, event }) =>
      isOpenWork(context, event) && context.orderClosed === undefined && attempts(context) < attemptsMax,
    isOtherCharge: ({ context, event }) => chargeIn(event).transactionId !== context.transactionId,
    fitsAuthorized: ({ context, event }) => amountIn(event) <= context.amountMinor && !context.work.some(isBusy),
    isUntouched: ({ context }) => !context.work.some(isBusy),
    fitsCaptured: ({ context, event }) => amountIn(event) > 0 && amountIn(event) <= refundableMinor(context),
    hasMoneyLeft: ({ context }) => refundableMinor(context) > 0,
    isUncounted: ({ context, event }) => isUncounted(context, event),
    isFullyRefunded: ({ context, event }) =>
      isUncounted(context, event) && context.refundedMinor + amountIn(event) >= context.capturedMinor,
  },
});

/** What can still be refunded: captured, less what went back and what is on its way, in minor units. */
export const refundableMinor = ({ capturedMinor, refundedMinor, work }: PaymentContext): number =>
  capturedMinor -
  refundedMinor -
  work.filter(isPendingRefund).reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0);

/** An event of the payment, published with the state that it enters. */
export const publish = (publication: (payment: Payment, message: PaymentMessage) => PaymentEvent) => ({
  type: 'publish' as const,
  params: ({ context, event }: ActionArgs) => publication(context, event),
});

/** The next charge attempt. Its id is its number, so that no attempt is made twice. */
export const nextAttempt = {
  type: 'charge' as const,
  params: ({ context }: ActionArgs): WorkRequest => ({
    id: `charge-${attempts(context) + 1}`,
    amountMinor: context.amountMinor,
  }),
};

/** A person has to look. */
export const needsAttention = (reason: string) => ({ type: 'needsAttention' as const, params: { reason } });

/** Everything that is left goes back, once: the id says why. */
export const refundRemainder = {
  type: 'refund' as const,
  params: ({ context }: ActionArgs): WorkRequest => ({
    id: 'refund-order-closed',
    amountMinor: refundableMinor(context),
    reason: context.orderClosed ?? 'order closed',
    ...of(context),
  }),
};

/** What the gateway holds is released, once for each reason. */
export const voidAuthorization = (reason: string) => ({
  type: 'void' as const,
  params: ({ context }: ActionArgs): WorkRequest => ({ id: `void-${reason}`, reason, ...of(context) }),
});

/** A charge that this payment never wanted goes back, by its own handle. */
export const refundDuplicate = {
  type: 'refund' as const,
  params: ({ event }: ActionArgs): WorkRequest => ({
    ...duplicateChargeIn(event),
    id: `refund-duplicate-${workIn(event)}`,
    amountMinor: amountIn(event),
  }),
};

/** The same for one that is only held. */
export const voidDuplicate = {
  type: 'void' as const,
  params: ({ event }: ActionArgs): WorkRequest => ({
    ...duplicateChargeIn(event),
    id: `void-duplicate-${workIn(event)}`,
  }),
};

/** What a command asks for, about the charge of this payment. */
export const toWorkRequest = ({ context, event }: ActionArgs): WorkRequest => ({
  id: workIn(event),
  ...('amountMinor' in event && { amountMinor: event.amountMinor }),
  ...('reason' in event && event.reason !== undefined && { reason: event.reason }),
  ...of(context),
});

const duplicateChargeIn = (message: PaymentMessage) => ({
  isDuplicateCharge: true,
  reason: 'second charge',
  ...('gatewayRef' in message && { gatewayRef: message.gatewayRef }),
});
const of = ({ gatewayRef }: Payment) => (gatewayRef === undefined ? {} : { gatewayRef });
const workIn = (message: PaymentMessage): string => ('workId' in message ? message.workId : '');
const amountIn = (message: PaymentMessage): number => ('amountMinor' in message ? message.amountMinor : 0);
const attempts = ({ work }: PaymentContext): number => work.filter(({ kind }) => kind === 'charge').length;
const isPendingRefund = (work: WorkItem): boolean =>
  work.kind === 'refund' && isOpen(work) && work.isDuplicateCharge !== true;
const isOpenCapture = (work: WorkItem): boolean => work.kind === 'capture' && isOpen(work);
const isBusy = (work: WorkItem): boolean => (work.kind === 'capture' || work.kind === 'void') && isOpen(work);
const isDuplicateChargeWork = ({ work }: PaymentContext, message: PaymentMessage): boolean =>
  findWorkItem(work, workIn(message))?.isDuplicateCharge === true;

const withoutUnsentCharges = (work: WorkItem[]): WorkItem[] =>
  work.filter((one) => one.kind !== 'charge' || !isOpen(one) || !isUnsent(one));

/** The attempt that waited for the customer never charged anything. */
const withoutChallenge = (work: WorkItem[]): WorkItem[] =>
  work
    .filter((one) => one.kind === 'charge' && isOpen(one))
    .reduce((list, { id }) => closeWorkItem(list, id, { state: 'absent' }), work);

const isOpenWork = ({ work }: PaymentContext, message: PaymentMessage): boolean => {
  const one = findWorkItem(work, workIn(message));
  return one !== undefined && isOpen(one);
};

/** A refund that the sum does not hold yet, whoever asked the gateway for it. */
const isUncounted = ({ work }: PaymentContext, message: PaymentMessage): boolean => {
  const refund = findWorkItem(work, workIn(message));
  return refund === undefined || (refund.state !== 'succeeded' && refund.isDuplicateCharge !== true);
};

/** A refund that was made at the gateway, past us, is a refund all the same. */
const withRefund = (work: WorkItem[], message: PaymentMessage): WorkItem[] => {
  const id = workIn(message);
  if (findWorkItem(work, id)) return work;
  return [
    ...work,
    createWorkItem('refund', { id, amountMinor: amountIn(message), reason: 'made at the gateway' }, message),
  ];
};

const isProvenAbsent = ({ work }: PaymentContext, message: PaymentMessage): boolean => {
  const since = findWorkItem(work, workIn(message))?.absentSince;
  return 'quietMs' in message && since !== undefined && message.time.getTime() - since.getTime() >= message.quietMs;
};

const chargeIn = (message: PaymentMessage): Pick<Payment, 'transactionId' | 'gatewayRef'> =>
  'transactionId' in message ? { transactionId: message.transactionId, gatewayRef: message.gatewayRef } : {};

const moneyIn = (message: PaymentMessage): Partial<Payment> =>
  message.type === 'charge.succeeded' || message.type === 'capture.succeeded'
    ? { capturedMinor: message.amountMinor, processedAt: message.time }
    : {};

const failureIn = (message: PaymentMessage): Partial<Payment> =>
  'failureReason' in message ? { failureCode: message.failureCode, failureReason: message.failureReason } : {};

const outcomes = { succeeded: 'succeeded', authorized: 'succeeded', declined: 'declined', absent: 'absent' } as const;

/** The work that a definite answer ends. */
const closeWork = ({ work }: Pick<PaymentContext, 'work'>, message: PaymentMessage): { work: WorkItem[] } => {
  const outcome = message.type.split('.')[1] as keyof typeof outcomes;
  return {
    work: closeWorkItem(work, workIn(message), {
      state: outcomes[outcome],
      // What it was about is kept: by it the gateway is asked, should there be news later.
      ...('gatewayRef' in message && {
        gatewayRef: findWorkItem(work, workIn(message))?.gatewayRef ?? message.gatewayRef,
      }),
      ...('failureCode' in message && { failureCode: message.failureCode }),
    }),
  };
};

/**
 * The work that has to be asked about again. The first time that it was not found is remembered, until it is not even
 * known whether it was sent again: then absence has to be seen anew.
 */
const scheduleNextLookup = (work: WorkItem[], message: PaymentMessage): WorkItem[] => {
  if (!('retryAt' in message)) return work;
  const { workId, retryAt: dueAt, time } = message;
  return work.map((one) => {
    if (one.id !== workId) return one;
    const { absentSince = time, ...rest } = one;
    return { ...rest, state: 'unknown', dueAt, ...('quietMs' in message && { absentSince }) };
  });
};
