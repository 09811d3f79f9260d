import { schedule, unschedule } from '../effects';
import {
  cancelReminder,
  raiseDispute,
  raiseFraudWarning,
  scheduleReminder,
  withdrawDispute,
  withdrawReminder,
} from './payment-disputes';
import {
  paymentAuthorized,
  paymentDisputeClosed,
  paymentDisputeOpened,
  paymentDisputeUpdated,
  paymentDuplicateCharged,
  paymentDuplicateRefunded,
  paymentDuplicateRefundFailed,
  paymentFailed,
  paymentProcessed,
  paymentRefunded,
  paymentRefundFailed,
  paymentVoided,
} from './payment-publications';
import {
  needsAttention,
  needsAttentionWhileOpen,
  nextAttempt,
  publish,
  refundDuplicate,
  refundRemainder,
  toWorkRequest,
  voidAuthorization,
  voidDuplicate,
} from './payment-requests';
import { paymentRules } from './payment-rules';

const capturedCharge = [
  { guard: 'isOtherCurrency', actions: ['closeWork', needsAttention('currency-mismatch')] },
  { guard: 'isOrderClosed', target: 'processed', actions: ['addCharge', refundRemainder] },
  { target: 'processed', actions: 'addCharge' },
] as const;
const authorizedCharge = [
  { guard: 'isOrderClosed', target: 'authorized', actions: ['addCharge', voidAuthorization('order-closed')] },
  { target: 'authorized', actions: 'addCharge' },
] as const;
const lateCharge = { 'charge.succeeded': capturedCharge, 'charge.authorized': authorizedCharge } as const;
/** A duplicate charge: this payment has its money, or had it. The whole charge is refunded or voided. */
const duplicateCharge = {
  'charge.succeeded': {
    guard: 'isNewDuplicate',
    actions: ['closeWork', publish(paymentDuplicateCharged), refundDuplicate],
  },
  'charge.authorized': { guard: 'isOtherCharge', actions: ['closeWork', voidDuplicate] },
} as const;
const scheduleLookup = [
  { guard: 'isOverdue', actions: ['scheduleLookup', needsAttentionWhileOpen('outcome-unknown')] },
  { guard: 'isOpen', actions: 'scheduleLookup' },
] as const;
const retryUnderNewKey = [{ guard: 'isProvenAbsent', actions: 'retryUnderNewKey' }, ...scheduleLookup] as const;
const wait = { guard: 'isOpen', actions: 'scheduleLookup' } as const;
const postpone = { guard: 'isOpen', actions: ['postpone', needsAttentionWhileOpen('gateway-refuses-us')] } as const;
const close = { guard: 'isOpen', actions: 'closeWork' } as const;
const declined = { guard: 'isOpen', actions: ['closeWork', needsAttention('gateway-refused')] } as const;
const onClosing = <T>(answer: T) => ({
  'order.cancelled': answer,
  'order.returned': answer,
  'order.payment_rejected': answer,
});
const markOrderClosed = onClosing({ actions: 'markOrderClosed' } as const);
const refunds = {
  refund: { guard: 'isRefundable', actions: { type: 'refund', params: toWorkRequest } },
  'refund.failed': {
    guard: 'wasRefunded',
    actions: ['reverseRefund', publish(paymentRefundFailed), needsAttention('refund-failed')],
  },
} as const;
/** The refund of a duplicate charge is none of the payment's own: it changes no sum. */
const duplicateRefunds = {
  'refund.succeeded': [
    { guard: 'isDuplicateCharge', actions: ['closeWork', publish(paymentDuplicateRefunded)] },
    close,
  ],
  'refund.failed': {
    guard: 'wasDuplicateRefunded',
    actions: ['closeWork', publish(paymentDuplicateRefundFailed), needsAttention('refund-failed')],
  },
} as const;

const closeDispute = [
  'recordDispute',
  publish(paymentDisputeClosed),
  withdrawDispute,
  cancelReminder,
  withdrawReminder,
] as const;
/** A dispute changes no status. While a chargeback is open, nothing is refunded; a closed order is refunded after it. */
const disputes = {
  'dispute.reported': [
    {
      guard: 'reportsPastDispute',
      actions: ['recordDispute', publish(paymentDisputeOpened), publish(paymentDisputeClosed)],
    },
    {
      guard: 'opensDispute',
      actions: ['recordDispute', publish(paymentDisputeOpened), raiseDispute, scheduleReminder],
    },
    { guard: 'freesRemainder', actions: [...closeDispute, refundRemainder] },
    { guard: 'endsDispute', actions: closeDispute },
    {
      guard: 'answersDispute',
      actions: ['recordDispute', publish(paymentDisputeUpdated), withdrawDispute, cancelReminder, withdrawReminder],
    },
    {
      guard: 'changesDispute',
      actions: ['recordDispute', publish(paymentDisputeUpdated), raiseDispute, cancelReminder, scheduleReminder],
    },
  ],
  'evidenceWindow.closed': { actions: [cancelReminder, needsAttention('evidence-due')] },
  'fraud.warned': { actions: raiseFraudWarning },
} as const;

/** One payment. Money that arrives in any state is published; what the order does not need is refunded or voided. */
export const paymentMachine = paymentRules.createMachine({
  id: 'payment',
  context: ({ input }) => ({ ...input, status: 'pending', capturedMinor: 0, refundedMinor: 0, work: [] }),
  entry: nextAttempt,
  initial: 'pending',
  states: {
    pending: {
      exit: unschedule('challengeWindow'),
      on: {
        ...lateCharge,
        'charge.challenged': {
          guard: 'isOpen',
          actions: ['requestCustomerAction', 'scheduleLookup', schedule('challengeWindow')],
        },
        'charge.declined': { guard: 'isOpen', target: 'failed', actions: 'recordFailure' },
        'charge.refused': {
          guard: 'isOpen',
          target: 'failed',
          actions: ['recordFailure', needsAttention('gateway-refused-request')],
        },
        'charge.absent': [
          { guard: 'mayRetryCharge', actions: ['closeWork', nextAttempt] },
          { guard: 'isUnwantedAbsent', target: 'voided', actions: 'closeWork' },
          { guard: 'isProvenAbsent', target: 'failed', actions: 'closeWork' },
          ...scheduleLookup,
        ],
        'challengeWindow.closed': { actions: [unschedule('challengeWindow'), voidAuthorization('abandoned')] },
        void: { guard: 'isVoidable', actions: { type: 'void', params: toWorkRequest } },
        'void.succeeded': [
          { guard: 'isUnwanted', target: 'voided', actions: 'closeChallenge' },
          { guard: 'isAbandoned', target: 'failed', actions: ['closeChallenge', 'recordAbandonment'] },
          { guard: 'isOpen', target: 'voided', actions: 'closeChallenge' },
        ],
        ...onClosing([
          { guard: 'isNothingSent', target: 'voided', actions: ['markOrderClosed', 'dropUnsent'] },
          { guard: 'isChallenged', actions: ['markOrderClosed', voidAuthorization('order-closed')] },
          { actions: 'markOrderClosed' },
        ] as const),
      },
    },
    authorized: {
      entry: ['dropCardToken', publish(paymentAuthorized), schedule('authorizationWindow')],
      exit: unschedule('authorizationWindow'),
      on: {
        ...duplicateCharge,
        capture: { guard: 'isCapturable', actions: { type: 'capture', params: toWorkRequest } },
        'capture.succeeded': capturedCharge,
        'capture.declined': declined,
        void: { guard: 'isVoidable', actions: { type: 'void', params: toWorkRequest } },
        'void.succeeded': [
          { guard: 'isDuplicateCharge', actions: 'closeWork' },
          { guard: 'isOpen', target: 'voided', actions: 'closeWork' },
          // Nobody here asked for it: the authorization was cancelled, or expired, at the gateway.
          { guard: 'isUnrequested', target: 'voided' },
        ],
        'void.declined': [{ guard: 'isCapturing', actions: 'closeWork' }, declined],
        'authorizationWindow.closed': [
          { guard: 'isIdle', actions: [unschedule('authorizationWindow'), voidAuthorization('expired')] },
          { actions: unschedule('authorizationWindow') },
        ],
        ...onClosing({ actions: ['markOrderClosed', voidAuthorization('order-closed')] } as const),
      },
    },
    processed: {
      entry: ['dropCardToken', publish(paymentProcessed)],
      on: {
        ...duplicateCharge,
        ...refunds,
        'refund.succeeded': [
          { guard: 'isFullyRefunded', target: 'refunded', actions: ['addRefund', publish(paymentRefunded)] },
          { guard: 'isUncounted', actions: ['addRefund', publish(paymentRefunded)] },
        ],
        ...onClosing([
          { guard: 'isDisputed', actions: 'markOrderClosed' },
          { guard: 'hasMoneyLeft', actions: ['markOrderClosed', refundRemainder] },
        ] as const),
      },
    },
    failed: { entry: ['dropCardToken', publish(paymentFailed)], on: { ...lateCharge, ...markOrderClosed } },
    voided: {
      entry: ['dropCardToken', publish(paymentVoided)],
      on: { ...lateCharge, 'capture.succeeded': capturedCharge, ...markOrderClosed },
    },
    refunded: {
      on: {
        ...duplicateCharge,
        ...refunds,
        'refund.succeeded': { guard: 'isUncounted', actions: ['addRefund', publish(paymentRefunded)] },
      },
    },
  },
  on: {
    // In every state: sent work is looked up until it is over, and a definite answer ends it.
    'charge.succeeded': close,
    'charge.authorized': close,
    'charge.unknown': scheduleLookup,
    'charge.pending': wait,
    'charge.blocked': postpone,
    'charge.absent': [{ guard: 'isProvenAbsent', actions: 'closeWork' }, ...scheduleLookup],
    'charge.declined': close,
    'charge.refused': close,
    'capture.succeeded': close,
    'capture.unknown': scheduleLookup,
    'capture.pending': wait,
    'capture.blocked': postpone,
    'capture.absent': retryUnderNewKey,
    'capture.declined': close,
    'void.unknown': scheduleLookup,
    'void.pending': wait,
    'void.blocked': postpone,
    'void.absent': retryUnderNewKey,
    'void.succeeded': close,
    'void.declined': close,
    ...duplicateRefunds,
    'refund.unknown': scheduleLookup,
    'refund.pending': wait,
    'refund.blocked': postpone,
    'refund.absent': retryUnderNewKey,
    'refund.declined': declined,
    ...disputes,
    'divergence.found': { actions: needsAttention('diverged') },
    '*': { guard: 'isFact', actions: 'record' },
  },
});
