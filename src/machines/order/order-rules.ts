import { assign, setup } from 'xstate';
import type { TimerKind } from '../../domain/actor-document';
import type { NewOrder, Order } from '../../domain/order';
import type { OrderEvent } from '../../domain/order-events';
import { type AttentionRequest, declareEffect, type StockRequest, type TimerRequest } from '../effects';
import type { OrderMessage, PaymentOffer } from './order-messages';
import { disputesAfter, hasMoneyGoneBack, isDisputed, moneyAfter, paidMinor } from './order-money';
import { isReserved, stockAfter } from './order-stock';

/** As many declines by issuers as an order may have before it is cancelled. */
export const declinesMax = 5;

/** A payment window that closes later than this was held up by an outage, during which nobody could pay. */
export const lateWindowMs = 60_000;

const noPayment = { paymentId: null, refundedMinor: 0, authorizedMinor: 0 };

type ActionArgs = { context: Order; event: OrderMessage };

/** The actions and guards of the order machine. */
export const orderRules = setup({
  types: {} as { input: NewOrder; context: Order; events: OrderMessage },
  actions: {
    publish: declareEffect<OrderEvent>(),
    schedule: declareEffect<TimerRequest | null>(),
    unschedule: declareEffect<{ timer: TimerKind }>(),
    stock: declareEffect<StockRequest | null>(),
    needsAttention: declareEffect<AttentionRequest>(),
    withdrawAttention: declareEffect<{ id: string }>(),
    record: declareEffect<undefined>(),
    rememberPayment: assign(({ context, event }) => ({
      ...noPayment,
      paymentId: event.type === 'beginPayment' ? event.paymentId : context.paymentId,
    })),
    forgetPayment: assign(noPayment),
    markWindowClosed: assign({ isWindowClosed: true }),
    applyMoney: assign(({ context, event }) => moneyAfter(context, event)),
    applyDispute: assign(({ context, event }) => ({ disputes: disputesAfter(context, event) })),
    applyStock: assign(({ context, event }) => stockAfter(context.stock, event)),
    countDecline: assign(({ context, event }) => ({
      declines: context.declines + (event.type === 'payment.failed' && event.isDeclinedByIssuer ? 1 : 0),
    })),
    recordReason: assign(({ context, event }) => ({ cancellationReason: cancellationReason(context, event) })),
  },
  guards: {
    isFact: ({ event }) => event.type.includes('.'),
    isPayable: ({ context, event }) =>
      event.type === 'beginPayment' &&
      (!awaitsPayment(context) || event.replaces === context.paymentId) &&
      payRefusal(context, event) === null,
    isAwaited: ({ context, event }) => isAwaited({ context, event }),
    isPaymentMissing: ({ context, event }) =>
      event.type === 'paymentWindow.closed' &&
      event.missingPaymentId !== undefined &&
      event.missingPaymentId === context.paymentId,
    isWindowClosed: ({ context }) => context.isWindowClosed === true,
    isWindowOver: ({ context }) => context.isWindowClosed === true && context.paymentId === null,
    isLate: ({ event }) =>
      event.type === 'paymentWindow.closed' && event.time.getTime() - event.dueAt.getTime() > lateWindowMs,
    isPermanent: ({ context, event }) => isPermanentFailure({ context, event }),
    paysInFull: ({ context, event }) =>
      isAwaited({ context, event }) &&
      event.type === 'payment.processed' &&
      event.currency === context.currency &&
      (event.authorizedMinor ?? event.amountMinor) === context.totalMinor,
    isFullyRefunded: ({ context, event }) => isFullyRefunded({ context, event }),
    isRejectionRefunded: ({ context, event }) => isAwaited({ context, event }) && isFullyRefunded({ context, event }),
    isBackorderAllowed: ({ event }) => event.type === 'stock.soldOut' && event.isBackorderAllowed,
    isBackordered: ({ context }) => context.stock?.state === 'backordered',
    /** A payment that is under way may still end without money. */
    mayWaitForGoods: ({ context, event }) =>
      awaitsPayment(context) || (event.type === 'stock.soldOut' && event.isBackorderAllowed),
    isOfShipment: ({ event }) => event.type === 'stock.soldOut' && event.workId === 'ship',
    isStockUnconfirmed: ({ context }) => context.stock?.state !== 'confirmed',
    isStockReserved: ({ context }) => isReserved(context),
    hasMoneyGoneBack: ({ context }) => hasMoneyGoneBack(context),
    isShippable: ({ context }) => shipRefusal(context) === null,
  },
});

/** Why an order takes no such payment. */
export type PayRefusal = 'order-not-payable' | 'currency-mismatch' | 'amount-mismatch' | 'payment-method-not-usable';

/** Returns why the order takes no such payment, or null when it takes it (domain.md, "Payment Processing"). */
export const payRefusal = (order: Order, { amountMinor, currency, ownerId }: PaymentOffer): PayRefusal | null => {
  if (order.status !== 'pending' && order.status !== 'payment_failed') return 'order-not-payable';
  if (currency !== order.currency) return 'currency-mismatch';
  if (amountMinor !== order.totalMinor) return 'amount-mismatch';
  return ownerId === undefined || ownerId === order.userId ? null : 'payment-method-not-usable';
};

/** Returns why a paid order is not shipped, or null when it may be. */
export const shipRefusal = (order: Order): 'disputed' | 'not-paid' | 'backordered' | null => {
  if (isDisputed(order)) return 'disputed';
  if (order.stock?.state === 'backordered') return 'backordered';
  return paidMinor(order) > 0 ? null : 'not-paid';
};

/** Returns whether a payment of the order is under way, or authorized. */
export const awaitsPayment = ({ status, paymentId }: Order): boolean => status === 'pending' && paymentId !== null;

/** An event of the order, published with the state that it enters. */
export const publish = (publication: (order: Order, message: OrderMessage) => OrderEvent) => ({
  type: 'publish' as const,
  params: ({ context, event }: ActionArgs) => publication(context, event),
});

/** Returns whether a failed payment ends the order: a permanent decline, or one decline too many. */
const isPermanentFailure = ({ context, event }: ActionArgs): boolean =>
  context.declines >= declinesMax ||
  (event.type === 'payment.failed' && event.permanent && isAwaited({ context, event }));

/** Returns why an order is cancelled, in the word that goes on the wire. */
const cancellationReason = (order: Order, message: OrderMessage): string => {
  if (message.type === 'cancel') return message.reason;
  if (message.type === 'stock.soldOut') return 'out_of_stock';
  if (order.status === 'confirmed') return 'refunded';
  return isPermanentFailure({ context: order, event: message })
    ? 'payment_failed_permanently'
    : 'payment_window_closed';
};

const paymentIn = (message: OrderMessage): string | null => ('paymentId' in message ? message.paymentId : null);

const isAwaited = ({ context, event }: ActionArgs): boolean => paymentIn(event) === context.paymentId;

const isFullyRefunded = ({ context, event }: ActionArgs): boolean =>
  paidMinor({ ...context, ...moneyAfter(context, event) }) === 0;
