import { schedule, unschedule } from '../effects';
import {
  orderCancelled,
  orderConfirmed,
  orderCreated,
  orderDelivered,
  orderPaymentFailed,
  orderPaymentRejected,
  orderPaymentRetried,
  orderRefunded,
  orderReturned,
  orderShipped,
} from './order-publications';
import { orderRules, publish } from './order-rules';

const untilPaid = { cancel: 'cancelled', 'paymentWindow.closed': 'cancelled' } as const;
const untilRefunded = {
  'payment.refunded': { guard: 'isFullyRefunded', target: 'refunded', actions: 'applyMoney' },
} as const;

/** The life of one order. */
export const orderMachine = orderRules.createMachine({
  id: 'order',
  context: ({ input }) => ({ ...input, status: 'pending', paymentId: null, heldMinor: 0, declines: 0 }),
  entry: [publish(orderCreated), schedule('paymentWindow')],
  initial: 'pending',
  states: {
    pending: {
      on: {
        ...untilPaid,
        beginPayment: { guard: 'awaitsNoPayment', actions: 'rememberPayment' },
        'payment.processed': { guard: 'paysInFull', target: 'confirmed', actions: 'applyMoney' },
        'payment.failed': { guard: 'isAwaited', target: 'payment_failed', actions: 'countDecline' },
        'payment.voided': { guard: 'isAwaited', actions: 'clearPayment' },
      },
    },
    payment_failed: {
      entry: publish(orderPaymentFailed),
      always: { guard: 'isPermanent', target: 'cancelled' },
      on: {
        ...untilPaid,
        beginPayment: { target: 'pending', actions: ['rememberPayment', publish(orderPaymentRetried)] },
      },
    },
    confirmed: {
      entry: [publish(orderConfirmed), unschedule('paymentWindow')],
      on: { ship: 'shipped', cancel: 'cancelled' },
    },
    shipped: { entry: publish(orderShipped), on: { deliver: 'delivered', return: 'returned' } },
    delivered: { entry: publish(orderDelivered), on: { return: 'returned' } },
    cancelled: {
      entry: [
        'recordReason',
        publish(orderCancelled),
        unschedule('paymentWindow'),
        { type: 'release', params: { id: 'release' } },
      ],
      on: untilRefunded,
    },
    returned: { entry: publish(orderReturned), on: untilRefunded },
    refunded: { entry: publish(orderRefunded) },
  },
  on: {
    // Money that no state waits for (late, a second time, the wrong amount): the payment service gives it back.
    'payment.processed': { actions: ['applyMoney', publish(orderPaymentRejected)] },
    '*': { guard: 'isFact', actions: ['applyMoney', 'record'] },
  },
});
