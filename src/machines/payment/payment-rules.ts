import { assign, setup } from 'xstate';
import type { TimerKind, Work } from '../../domain/actor-document';
import type { NewPayment, Payment } from '../../domain/payment';
import type { PaymentEvent } from '../../domain/payment-events';
import { changed, closed, isOpen, isUnsent, newWork, type WorkOrder, workOf } from '../../domain/work-item';
import { asData } from '../effects';
import type { PaymentMessage } from './payment-messages';

/** As many charge attempts as one payment may make; each has its own idempotency key. */
export const attemptsMax = 2;

/** A payment as its machine sees it: the business fields, and the work that is done for them. */
export type PaymentContext = Payment & { work: Work[] };

type Told = { context: PaymentContext; event: PaymentMessage };

/** The words of the payment's table: what it may ask for, how it remembers, and what it looks at. */
export const paymentRules = setup({
  types: {} as { input: NewPayment; context: PaymentContext; events: PaymentMessage },
  actions: {
    publish: asData<PaymentEvent>(),
    charge: asData<WorkOrder>(),
    capture: asData<WorkOrder>(),
    void: asData<WorkOrder>(),
    refund: asData<WorkOrder>(),
    schedule: asData<{ timer: TimerKind }>(),
    unschedule: asData<{ timer: TimerKind }>(),
    attend: asData<{ reason: string }>(),
    record: asData<undefined>(),
    addCharge: assign(({ context, event }) => ({
      ...chargeIn(event),
      ...moneyIn(event),
      work: withoutUnsentCharges(over(context, event).work),
    })),
    addRefund: assign(({ context, event }) => ({
      refundedMinor: context.refundedMinor + amountIn(event),
      ...over({ work: withRefund(context.work, event) }, event),
    })),
    keepFailure: assign(({ context, event }) => ({ ...failureIn(event), ...over(context, event) })),
    takeBack: assign(({ context, event }) => ({
      refundedMinor: context.refundedMinor - amountIn(event),
      work: changed(context.work, workIn(event), { state: 'declined' }),
    })),
    keepAbandonment: assign({
      failureCode: 'AUTHENTICATION_ABANDONED',
      failureReason: 'The customer did not take the step that was asked for',
    }),
    dropChallenge: assign(({ context, event }) => ({ work: withoutChallenge(over(context, event).work) })),
    keepClosing: assign(({ event }) => ({ orderClosed: event.type })),
    closeWork: assign(({ context, event }) => over(context, event)),
    dropUnsent: assign(({ context }) => ({ work: withoutUnsentCharges(context.work) })),
    askAgain: assign(({ context, event }) => ({ work: waiting(context.work, event) })),
    askCustomer: assign(({ event }) => ({
      ...(event.type === 'charge.challenged' && {
        nextAction: { type: 'redirect' as const, url: event.url },
        gatewayRef: event.gatewayRef,
      }),
    })),
    forgetCard: assign({ sealedToken: undefined, sealedMethod: undefined, nextAction: undefined }),
  },
  guards: {
    isFact: ({ event }) => event.type.includes('.'),
    isOpen: ({ context, event }) => isOpenWork(context, event),
    isNothingOut: ({ context }) => context.work.filter(isOpen).every(isUnsent),
    isChallenged: ({ context }) => context.nextAction !== undefined,
    isOrderClosed: ({ context }) => context.orderClosed !== undefined,
    isUnwanted: ({ context, event }) => isOpenWork(context, event) && context.orderClosed !== undefined,
    isOtherCurrency: ({ context, event }) => 'currency' in event && event.currency !== context.currency,
    isStray: ({ context, event }) => isOpenWork(context, event) && isStrayWork(context, event),
    wasRefunded: ({ context, event }) =>
      workOf(context.work, workIn(event))?.state === 'succeeded' && !isStrayWork(context, event),
    isCapturing: ({ context, event }) => isOpenWork(context, event) && context.work.some(isOpenCapture),
    isAbsenceUnproven: ({ context, event }) => isOpenWork(context, event) && !isProvenAbsent(context, event),
    mayTryAgain: ({ context, event }) =>
      isOpenWork(context, event) && context.orderClosed === undefined && attempts(context) < attemptsMax,
    isAnotherCharge: ({ context, event }) => chargeIn(event).transactionId !== context.transactionId,
    fitsAuthorized: ({ context, event }) => amountIn(event) <= context.amountMinor && !context.work.some(isBusy),
    isUntouched: ({ context }) => !context.work.some(isBusy),
    fitsCaptured: ({ context, event }) => amountIn(event) > 0 && amountIn(event) <= refundableMinor(context),
    hasMoneyLeft: ({ context }) => refundableMinor(context) > 0,
    isUncounted: ({ context, event }) => isUncounted(context, event),
    isAllBack: ({ context, event }) =>
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
  params: ({ context, event }: Told) => publication(context, event),
});

/** The next charge attempt. Its id is its number, so that no attempt is made twice. */
export const nextAttempt = {
  type: 'charge' as const,
  params: ({ context }: Told): WorkOrder => ({
    id: `charge-${attempts(context) + 1}`,
    amountMinor: context.amountMinor,
  }),
};

/** A person has to look. */
export const attend = (reason: string) => ({ type: 'attend' as const, params: { reason } });

/** Everything that is left goes back, once: the id says why. */
export const giveBack = {
  type: 'refund' as const,
  params: ({ context }: Told): WorkOrder => ({
    id: 'refund-order-closed',
    amountMinor: refundableMinor(context),
    reason: context.orderClosed ?? 'order closed',
    ...of(context),
  }),
};

/** What the gateway holds is released, once for each reason. */
export const letGo = (reason: string) => ({
  type: 'void' as const,
  params: ({ context }: Told): WorkOrder => ({ id: `void-${reason}`, reason, ...of(context) }),
});

/** A charge that this payment never wanted goes back, by its own handle. */
export const giveBackStray = {
  type: 'refund' as const,
  params: ({ event }: Told): WorkOrder => ({
    ...strayIn(event),
    id: `refund-stray-${workIn(event)}`,
    amountMinor: amountIn(event),
  }),
};

/** The same for one that is only held. */
export const letGoStray = {
  type: 'void' as const,
  params: ({ event }: Told): WorkOrder => ({ ...strayIn(event), id: `void-stray-${workIn(event)}` }),
};

/** What a command asks for, about the charge of this payment. */
export const asked = ({ context, event }: Told): WorkOrder => ({
  id: workIn(event),
  ...('amountMinor' in event && { amountMinor: event.amountMinor }),
  ...('reason' in event && event.reason !== undefined && { reason: event.reason }),
  ...of(context),
});

const strayIn = (message: PaymentMessage) => ({
  isStray: true,
  reason: 'second charge',
  ...('gatewayRef' in message && { gatewayRef: message.gatewayRef }),
});
const of = ({ gatewayRef }: Payment) => (gatewayRef === undefined ? {} : { gatewayRef });
const workIn = (message: PaymentMessage): string => ('workId' in message ? message.workId : '');
const amountIn = (message: PaymentMessage): number => ('amountMinor' in message ? message.amountMinor : 0);
const attempts = ({ work }: PaymentContext): number => work.filter(({ kind }) => kind === 'charge').length;
const isPendingRefund = (work: Work): boolean => work.kind === 'refund' && isOpen(work) && work.isStray !== true;
const isOpenCapture = (work: Work): boolean => work.kind === 'capture' && isOpen(work);
const isBusy = (work: Work): boolean => (work.kind === 'capture' || work.kind === 'void') && isOpen(work);
const isStrayWork = ({ work }: PaymentContext, message: PaymentMessage): boolean =>
  workOf(work, workIn(message))?.isStray === true;

const withoutUnsentCharges = (work: Work[]): Work[] =>
  work.filter((one) => one.kind !== 'charge' || !isOpen(one) || !isUnsent(one));

/** The attempt that waited for the customer never charged anything. */
const withoutChallenge = (work: Work[]): Work[] =>
  work
    .filter((one) => one.kind === 'charge' && isOpen(one))
    .reduce((list, { id }) => closed(list, id, { state: 'absent' }), work);

const isOpenWork = ({ work }: PaymentContext, message: PaymentMessage): boolean => {
  const one = workOf(work, workIn(message));
  return one !== undefined && isOpen(one);
};

/** A refund that the sum does not hold yet, whoever asked the gateway for it. */
const isUncounted = ({ work }: PaymentContext, message: PaymentMessage): boolean => {
  const refund = workOf(work, workIn(message));
  return refund === undefined || (refund.state !== 'succeeded' && refund.isStray !== true);
};

/** A refund that was made at the gateway, past us, is a refund all the same. */
const withRefund = (work: Work[], message: PaymentMessage): Work[] => {
  const id = workIn(message);
  if (workOf(work, id)) return work;
  return [...work, newWork('refund', { id, amountMinor: amountIn(message), reason: 'made at the gateway' }, message)];
};

const isProvenAbsent = ({ work }: PaymentContext, message: PaymentMessage): boolean => {
  const since = workOf(work, workIn(message))?.absentSince;
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
const over = ({ work }: Pick<PaymentContext, 'work'>, message: PaymentMessage): { work: Work[] } => {
  const outcome = message.type.split('.')[1] as keyof typeof outcomes;
  return {
    work: closed(work, workIn(message), {
      state: outcomes[outcome],
      // What it was about is kept: by it the gateway is asked, should there be news later.
      ...('gatewayRef' in message && { gatewayRef: workOf(work, workIn(message))?.gatewayRef ?? message.gatewayRef }),
      ...('failureCode' in message && { failureCode: message.failureCode }),
    }),
  };
};

/**
 * The work that has to be asked about again. The first time that it was not found is remembered, until it is not even
 * known whether it was sent again: then absence has to be seen anew.
 */
const waiting = (work: Work[], message: PaymentMessage): Work[] => {
  if (!('retryAt' in message)) return work;
  const { workId, retryAt: dueAt, time } = message;
  return work.map((one) => {
    if (one.id !== workId) return one;
    const { absentSince = time, ...rest } = one;
    return { ...rest, state: 'unknown', dueAt, ...('quietMs' in message && { absentSince }) };
  });
};
