import { schedule, unschedule } from '../effects';
import {
  paymentAuthorized,
  paymentFailed,
  paymentProcessed,
  paymentRefunded,
  paymentRefundFailed,
  paymentVoided,
} from './payment-publications';
import {
  asked,
  attend,
  giveBack,
  giveBackStray,
  letGo,
  letGoStray,
  nextAttempt,
  paymentRules,
  publish,
} from './payment-rules';

const arrived = [
  { guard: 'isOtherCurrency', actions: ['closeWork', attend('currency-mismatch')] },
  { guard: 'isOrderClosed', target: 'processed', actions: ['addCharge', giveBack] },
  { target: 'processed', actions: 'addCharge' },
] as const;
const held = [
  { guard: 'isOrderClosed', target: 'authorized', actions: ['addCharge', letGo('order-closed')] },
  { target: 'authorized', actions: 'addCharge' },
] as const;
const lateMoney = { 'charge.succeeded': arrived, 'charge.authorized': held } as const;
/** A second charge: this payment has its money, or had it. What nobody wants goes back, to the last cent. */
const strayMoney = {
  'charge.succeeded': { guard: 'isAnotherCharge', actions: ['closeWork', giveBackStray] },
  'charge.authorized': { guard: 'isAnotherCharge', actions: ['closeWork', letGoStray] },
} as const;
const askAgain = { guard: 'isOpen', actions: 'askAgain' } as const;
const over = { guard: 'isOpen', actions: 'closeWork' } as const;
const refused = { guard: 'isOpen', actions: ['closeWork', attend('gateway-refused')] } as const;
const onClosing = <T>(answer: T) => ({
  'order.cancelled': answer,
  'order.returned': answer,
  'order.payment_rejected': answer,
});
const keepClosing = onClosing({ actions: 'keepClosing' } as const);
const refunds = {
  refund: { guard: 'fitsCaptured', actions: { type: 'refund', params: asked } },
  'refund.declined': refused,
  'refund.failed': {
    guard: 'wasRefunded',
    actions: ['takeBack', publish(paymentRefundFailed), attend('refund-failed')],
  },
} as const;

/** The life of one payment. Money that arrives in any state is announced; what the order does not want goes back. */
export const paymentMachine = paymentRules.createMachine({
  id: 'payment',
  context: ({ input }) => ({ ...input, status: 'pending', capturedMinor: 0, refundedMinor: 0, work: [] }),
  entry: nextAttempt,
  initial: 'pending',
  states: {
    pending: {
      exit: unschedule('challengeWindow'),
      on: {
        ...lateMoney,
        'charge.challenged': { guard: 'isOpen', actions: ['askCustomer', 'askAgain', schedule('challengeWindow')] },
        'charge.declined': { guard: 'isOpen', target: 'failed', actions: 'keepFailure' },
        'charge.absent': [
          { guard: 'isAbsenceUnproven', actions: 'askAgain' },
          { guard: 'mayTryAgain', actions: ['closeWork', nextAttempt] },
          { guard: 'isUnwanted', target: 'voided', actions: 'closeWork' },
          { guard: 'isOpen', target: 'failed', actions: 'closeWork' },
        ],
        'challengeWindow.closed': { actions: [unschedule('challengeWindow'), letGo('abandoned')] },
        'void.succeeded': [
          { guard: 'isUnwanted', target: 'voided', actions: 'dropChallenge' },
          { guard: 'isOpen', target: 'failed', actions: ['dropChallenge', 'keepAbandonment'] },
        ],
        ...onClosing([
          { guard: 'isNothingOut', target: 'voided', actions: ['keepClosing', 'dropUnsent'] },
          { guard: 'isChallenged', actions: ['keepClosing', letGo('order-closed')] },
          { actions: 'keepClosing' },
        ] as const),
      },
    },
    authorized: {
      entry: ['forgetCard', publish(paymentAuthorized), schedule('authorizationWindow')],
      exit: unschedule('authorizationWindow'),
      on: {
        ...strayMoney,
        capture: { guard: 'fitsAuthorized', actions: { type: 'capture', params: asked } },
        'capture.succeeded': arrived,
        'capture.declined': refused,
        void: { guard: 'isUntouched', actions: { type: 'void', params: asked } },
        'void.succeeded': [
          { guard: 'isStray', actions: 'closeWork' },
          { guard: 'isOpen', target: 'voided', actions: 'closeWork' },
        ],
        'void.declined': [{ guard: 'isCapturing', actions: 'closeWork' }, refused],
        'authorizationWindow.closed': [
          { guard: 'isUntouched', actions: [unschedule('authorizationWindow'), letGo('expired')] },
          { actions: unschedule('authorizationWindow') },
        ],
        ...onClosing({ actions: ['keepClosing', letGo('order-closed')] } as const),
      },
    },
    processed: {
      entry: ['forgetCard', publish(paymentProcessed)],
      on: {
        ...strayMoney,
        ...refunds,
        'refund.succeeded': [
          { guard: 'isStray', actions: 'closeWork' },
          { guard: 'isAllBack', target: 'refunded', actions: ['addRefund', publish(paymentRefunded)] },
          { guard: 'isUncounted', actions: ['addRefund', publish(paymentRefunded)] },
        ],
        ...onClosing({ guard: 'hasMoneyLeft', actions: ['keepClosing', giveBack] } as const),
      },
    },
    failed: { entry: ['forgetCard', publish(paymentFailed)], on: { ...lateMoney, ...keepClosing } },
    voided: {
      entry: ['forgetCard', publish(paymentVoided)],
      on: { ...lateMoney, 'capture.succeeded': arrived, ...keepClosing },
    },
    refunded: {
      on: {
        ...strayMoney,
        ...refunds,
        'refund.succeeded': [
          { guard: 'isStray', actions: 'closeWork' },
          { guard: 'isUncounted', actions: ['addRefund', publish(paymentRefunded)] },
        ],
      },
    },
  },
  on: {
    // Whatever the state: work that was out is asked about until it is over.
    'charge.unknown': askAgain,
    'charge.absent': [{ guard: 'isAbsenceUnproven', actions: 'askAgain' }, over],
    'charge.declined': over,
    'capture.unknown': askAgain,
    'capture.absent': askAgain,
    'capture.declined': over,
    'void.unknown': askAgain,
    'void.absent': askAgain,
    'void.succeeded': over,
    'void.declined': over,
    'refund.unknown': askAgain,
    'refund.absent': askAgain,
    'divergence.found': { actions: attend('diverged') },
    '*': { guard: 'isFact', actions: 'record' },
  },
});
