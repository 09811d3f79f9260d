import { assign, setup } from 'xstate';
import type { TimerKind } from '../../domain/actor-document';
import type { NewOrder, Order } from '../../domain/order';
import type { OrderEvent } from '../../domain/order-events';
import type { WorkRequest } from '../../domain/work-item';
import { declareEffect } from '../effects';
import type { OrderMessage } from './order-messages';
import { cancellationReason } from './order-publications';

/** As many declines as an order may have before it is cancelled. */
export const declinesMax = 5;

type ActionArgs = { context: Order; event: OrderMessage };

/** The words of the order's table: what it may ask for, how it remembers, and what it looks at. */
export const orderRules = setup({
  types: {} as { input: NewOrder; context: Order; events: OrderMessage },
  actions: {
    publish: declareEffect<OrderEvent>(),
    schedule: declareEffect<{ timer: TimerKind }>(),
    unschedule: declareEffect<{ timer: TimerKind }>(),
    release: declareEffect<WorkRequest>(),
    record: declareEffect<undefined>(),
    rememberPayment: assign(({ context, event }) => ({ paymentId: paymentIn(event) ?? context.paymentId })),
    clearPayment: assign({ paymentId: null }),
    applyMoney: assign(({ context, event }) => ({ heldMinor: context.heldMinor + moneyIn({ context, event }) })),
    countDecline: assign(({ context }) => ({ declines: context.declines + 1 })),
    recordReason: assign(({ event }) => ({ cancellationReason: cancellationReason(event) })),
  },
  guards: {
    isFact: ({ event }) => event.type.includes('.'),
    awaitsNoPayment: ({ context }) => context.paymentId === null,
    isAwaited: ({ context, event }) => paymentIn(event) === context.paymentId,
    isPermanent: ({ context, event }) =>
      context.declines >= declinesMax ||
      (event.type === 'payment.failed' && event.permanent && event.paymentId === context.paymentId),
    paysInFull: ({ context, event }) =>
      paymentIn(event) === context.paymentId &&
      event.type === 'payment.processed' &&
      event.currency === context.currency &&
      (event.authorizedMinor ?? event.amountMinor) === context.totalMinor,
    isFullyRefunded: ({ context, event }) => context.heldMinor + moneyIn({ context, event }) <= 0,
  },
});

/** An event of the order, published with the state that it enters. */
export const publish = (publication: (order: Order, message: OrderMessage) => OrderEvent) => ({
  type: 'publish' as const,
  params: ({ context, event }: ActionArgs) => publication(context, event),
});

const paymentIn = (message: OrderMessage): string | null => ('paymentId' in message ? message.paymentId : null);

/** What a fact adds to the money held for the order. */
const moneyIn = ({ context, event }: ActionArgs): number => {
  if (!('amountMinor' in event) || event.currency !== context.currency) return 0;
  if (event.type === 'payment.processed' || event.type === 'payment.refund_failed') return event.amountMinor;
  return event.type === 'payment.refunded' ? -event.amountMinor : 0;
};
