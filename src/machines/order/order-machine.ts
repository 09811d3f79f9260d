import { schedule, unschedule } from '../effects';
import {
  orderBackordered,
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
  orderStockConfirmed,
  orderStockReleased,
} from './order-publications';
import { orderRules, publish } from './order-rules';
import {
  confirmStockAgain,
  releaseLateStock,
  renewHold,
  reportMissingStock,
  reportUnknownStock,
  requestStock,
  withdrawUnknownStock,
} from './order-stock';

/** An outage may have held the timer up: the customer gets the whole window again. */
const reopenWindow = {
  guard: 'isLate',
  actions: [unschedule('paymentWindow'), schedule('paymentWindow'), renewHold],
} as const;
/** The payment ended without money: the order waits for another one, as long as its window is open. */
const waitAgain = ['applyMoney', 'forgetPayment', schedule('paymentWindow'), renewHold] as const;
const scheduleNextRenewal = [unschedule('stockHold'), schedule('stockHold'), withdrawUnknownStock] as const;
const endTimers = [unschedule('paymentWindow'), unschedule('stockHold')] as const;
/** Money may also have gone back before the order was cancelled or returned. */
const untilRefunded = {
  always: { guard: 'hasMoneyGoneBack', target: 'refunded' },
  on: { 'payment.refunded': { guard: 'isFullyRefunded', target: 'refunded', actions: 'applyMoney' } },
} as const;
/** The goods are held while the order waits for its payment. */
const stockOfWaiting = {
  'stockHold.renewed': { actions: scheduleNextRenewal },
  'stock.missing': { actions: [unschedule('stockHold'), renewHold] },
  'stock.soldOut': [{ guard: 'mayWaitForGoods', actions: scheduleNextRenewal }, { target: 'cancelled' }],
} as const;
const stockOfEnded = {
  'stock.released': [{ guard: 'isStockReserved', actions: ['applyStock', publish(orderStockReleased)] }, {}],
} as const;

/** The life of one order. The payment window never cancels an order whose payment is under way or authorized. */
export const orderMachine = orderRules.createMachine({
  id: 'order',
  context: ({ input }) => ({ ...input, status: 'pending', paymentId: null, heldMinor: 0, declines: 0 }),
  entry: [publish(orderCreated), schedule('paymentWindow')],
  initial: 'pending',
  states: {
    pending: {
      always: { guard: 'isWindowOver', target: 'cancelled' },
      on: {
        cancel: 'cancelled',
        'paymentWindow.closed': [
          reopenWindow,
          {
            guard: 'isPaymentMissing',
            actions: ['forgetPayment', 'markWindowClosed', unschedule('paymentWindow'), renewHold],
          },
          { actions: ['markWindowClosed', unschedule('paymentWindow'), renewHold] },
        ],
        ...stockOfWaiting,
        beginPayment: { guard: 'isPayable', actions: 'rememberPayment' },
        'payment.authorized': { guard: 'isAwaited', actions: ['applyMoney', unschedule('paymentWindow'), renewHold] },
        'payment.processed': { guard: 'paysInFull', target: 'confirmed', actions: 'applyMoney' },
        'payment.failed': {
          guard: 'isAwaited',
          target: 'payment_failed',
          actions: ['applyMoney', 'countDecline', schedule('paymentWindow')],
        },
        'payment.voided': { guard: 'isAwaited', actions: waitAgain },
        'payment.refunded': { guard: 'isRejectionRefunded', actions: waitAgain },
      },
    },
    payment_failed: {
      entry: publish(orderPaymentFailed),
      always: [
        { guard: 'isPermanent', target: 'cancelled' },
        { guard: 'isWindowClosed', target: 'cancelled' },
      ],
      on: {
        cancel: 'cancelled',
        'paymentWindow.closed': [reopenWindow, { target: 'cancelled' }],
        ...stockOfWaiting,
        beginPayment: {
          guard: 'isPayable',
          target: 'pending',
          actions: ['rememberPayment', publish(orderPaymentRetried)],
        },
      },
    },
    confirmed: {
      entry: [publish(orderConfirmed), ...endTimers, requestStock('confirm')],
      on: {
        ship: { guard: 'isShippable', target: 'shipped' },
        cancel: 'cancelled',
        'payment.refunded': { guard: 'isFullyRefunded', target: 'cancelled', actions: 'applyMoney' },
        'stock.confirmed': { guard: 'isStockUnconfirmed', actions: ['applyStock', publish(orderStockConfirmed)] },
        'stock.missing': { actions: confirmStockAgain },
        'stock.soldOut': [
          { guard: 'isBackordered', actions: withdrawUnknownStock },
          { guard: 'isBackorderAllowed', actions: ['applyStock', publish(orderBackordered), withdrawUnknownStock] },
          { target: 'cancelled' },
        ],
      },
    },
    shipped: {
      entry: [publish(orderShipped), requestStock('ship')],
      on: { deliver: 'delivered', return: 'returned' },
    },
    delivered: { entry: publish(orderDelivered), on: { return: 'returned' } },
    cancelled: {
      entry: ['recordReason', publish(orderCancelled), ...endTimers, requestStock('release')],
      ...untilRefunded,
      on: { ...untilRefunded.on, ...stockOfEnded },
    },
    returned: { entry: [publish(orderReturned), requestStock('restock')], ...untilRefunded },
    refunded: { entry: publish(orderRefunded), on: stockOfEnded },
  },
  on: {
    // Money that no state waits for (late, a second time, the wrong amount): the payment service refunds it.
    'payment.processed': { actions: ['applyMoney', publish(orderPaymentRejected)] },
    'payment.refunded': { actions: 'applyMoney' },
    'payment.refund_failed': { actions: 'applyMoney' },
    'payment.dispute_opened': { actions: 'applyDispute' },
    'payment.dispute_closed': { actions: 'applyDispute' },
    'stock.heldLate': { actions: releaseLateStock },
    'stock.shipped': { actions: 'applyStock' },
    'stock.soldOut': { guard: 'isOfShipment', actions: reportMissingStock },
    'stock.restocked': { actions: 'applyStock' },
    'stock.unknown': { actions: reportUnknownStock },
    '*': { guard: 'isFact', actions: ['applyMoney', 'record'] },
  },
});
