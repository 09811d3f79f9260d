import {
  paymentAuthorized,
  paymentFailed,
  paymentProcessed,
  paymentRefunded,
  paymentVoided,
} from './payment-publications';
import { asked, giveBack, letGo, nextAttempt, paymentRules, publish } from './payment-rules';

const arrived = [
  { guard: 'isOrderClosed', target: 'processed', actions: ['addCharge', giveBack] },
  { target: 'processed', actions: 'addCharge' },
] as const;
const held = [
  { guard: 'isOrderClosed', target: 'authorized', actions: ['addCharge', letGo] },
  { target: 'authorized', actions: 'addCharge' },
] as const;
const askAgain = { guard: 'isOpen', actions: 'askAgain' } as const;
const refused = {
  guard: 'isOpen',
  actions: ['closeWork', { type: 'attend', params: { reason: 'gateway-refused' } }],
} as const;
const onClosing = <T>(answer: T) => ({
  'order.cancelled': answer,
  'order.returned': answer,
  'order.payment_rejected': answer,
});

/** The life of one payment. Money that arrives in any state is announced; what the order does not want goes back. */
export const paymentMachine = paymentRules.createMachine({
  id: 'payment',
  context: ({ input }) => ({ ...input, status: 'pending', capturedMinor: 0, refundedMinor: 0, work: [] }),
  entry: nextAttempt,
  initial: 'pending',
  states: {
    pending: {
      on: {
        'charge.succeeded': arrived,
        'charge.authorized': held,
        'charge.challenged': { guard: 'isOpen', actions: ['askCustomer', 'askAgain'] },
        'charge.declined': { guard: 'isOpen', target: 'failed', actions: 'keepFailure' },
        'charge.unknown': askAgain,
        'charge.absent': [
          { guard: 'isAbsenceUnproven', actions: 'askAgain' },
          { guard: 'mayTryAgain', actions: ['closeWork', nextAttempt] },
          { guard: 'isOrderClosed', target: 'voided', actions: 'closeWork' },
          { guard: 'isOpen', target: 'failed', actions: 'closeWork' },
        ],
        ...onClosing([
          { guard: 'isUnsent', target: 'voided', actions: ['keepClosing', 'dropUnsent'] },
          { actions: 'keepClosing' },
        ] as const),
      },
    },
    authorized: {
      entry: ['forgetCard', publish(paymentAuthorized)],
      on: {
        capture: { guard: 'fitsAuthorized', actions: { type: 'capture', params: asked } },
        'capture.succeeded': { guard: 'isOpen', target: 'processed', actions: 'addCharge' },
        'capture.declined': refused,
        'capture.unknown': askAgain,
        'capture.absent': askAgain,
        void: { guard: 'isUntouched', actions: { type: 'void', params: asked } },
        'void.succeeded': { guard: 'isOpen', target: 'voided', actions: 'closeWork' },
        'void.declined': refused,
        'void.unknown': askAgain,
        'void.absent': askAgain,
        ...onClosing({ actions: ['keepClosing', letGo] } as const),
      },
    },
    processed: {
      entry: ['forgetCard', publish(paymentProcessed)],
      on: {
        'charge.succeeded': {
          guard: 'isAnotherCharge',
          actions: ['closeWork', { type: 'attend', params: { reason: 'second-charge' } }],
        },
        refund: { guard: 'fitsCaptured', actions: { type: 'refund', params: asked } },
        'refund.succeeded': [
          { guard: 'isAllBack', target: 'refunded', actions: ['addRefund', publish(paymentRefunded)] },
          { guard: 'isOpen', actions: ['addRefund', publish(paymentRefunded)] },
        ],
        'refund.declined': refused,
        'refund.unknown': askAgain,
        'refund.absent': askAgain,
        ...onClosing({ guard: 'hasMoneyLeft', actions: ['keepClosing', giveBack] } as const),
      },
    },
    failed: {
      entry: ['forgetCard', publish(paymentFailed)],
      on: { 'charge.succeeded': arrived, 'charge.authorized': held, ...onClosing({ actions: 'keepClosing' } as const) },
    },
    voided: {
      entry: ['forgetCard', publish(paymentVoided)],
      on: { 'charge.succeeded': arrived, 'charge.authorized': held, ...onClosing({ actions: 'keepClosing' } as const) },
    },
    refunded: {},
  },
  on: { '*': { guard: 'isFact', actions: 'record' } },
});
