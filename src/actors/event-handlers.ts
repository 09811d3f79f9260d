import { fromDecimal } from '../domain/money';
import type { OrderEvents } from '../domain/order-events';
import type { PaymentEvents, PaymentEventType } from '../domain/payment-events';
import type { OrderFact } from '../machines/order/order-messages';
import type { Clock } from '../ports/clock';
import type { StreamEvent, StreamHandler } from '../ports/streams';
import type { OrderActor } from './orders/order-actor';
import type { PaymentActor } from './payments/payment-actor';

/** payment-events → orders. The watermark is committed with the effect, so a second delivery finds it. */
export const createPaymentEventHandler =
  (orders: Pick<OrderActor, 'send'>, clock: Clock): StreamHandler =>
  async (event) => {
    const data = event.data as PaymentEvents[PaymentEventType];
    await orders.send(event.subject, {
      ...toFact(event.type as PaymentEventType, data),
      ...envelopeOf(event, data.paymentId, clock),
    });
  };

const closings = ['order.cancelled', 'order.returned', 'order.payment_rejected'] as const;
type Closing = (typeof closings)[number];
const isClosing = (type: string): type is Closing => closings.includes(type as Closing);

/** order-events → payments: what an order does not need is refunded or voided. Other events concern no payment. */
export const createOrderEventHandler =
  (payments: Pick<PaymentActor, 'close'>, clock: Clock): StreamHandler =>
  async (event) => {
    if (!isClosing(event.type)) return;
    const { orderId, paymentId } = event.data as OrderEvents[Closing];
    const closing = { type: event.type, ...(paymentId !== undefined && { paymentId }) };
    await payments.close(orderId, closing, envelopeOf(event, orderId, clock));
  };

const envelopeOf = ({ id, source, seq, traceparent }: StreamEvent, entityId: string, clock: Clock) => ({
  commandId: id,
  time: clock(),
  actor: source.slice(1),
  fact: { source: `${source}/${entityId}`, seq },
  ...(traceparent !== undefined && { traceparent }),
});

const toDispute = ({ disputeId, disputeStatus }: PaymentEvents['payment.dispute_closed']) => ({
  disputeId,
  disputeStatus,
});

/** Converts an event of a payment to a fact for its order: decimals become minor units here. */
const toFact = (type: PaymentEventType, data: PaymentEvents[PaymentEventType]): OrderFact => {
  const { paymentId, amount, currency } = data;
  const money = { paymentId, amountMinor: fromDecimal(amount, currency), currency };
  return { type, ...money, ...detailsOf[type]?.(data as never) } as OrderFact;
};

/** The members of a fact that its type alone has. */
const detailsOf: Record<string, (data: never) => object> = {
  'payment.processed': ({ authorizedAmount, currency }: PaymentEvents['payment.processed']) =>
    authorizedAmount === undefined ? {} : { authorizedMinor: fromDecimal(authorizedAmount, currency) },
  'payment.failed': ({ permanent, failureCode, failureReason, ...data }: PaymentEvents['payment.failed']) => ({
    permanent,
    failureCode,
    failureReason,
    isDeclinedByIssuer: (data as { declinedByIssuer?: boolean }).declinedByIssuer ?? true,
  }),
  'payment.dispute_opened': toDispute,
  'payment.dispute_closed': toDispute,
};
