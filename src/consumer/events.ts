import type { OrderEvents, OrderEventType } from '../domain/order-events';
import type { PaymentEvents, PaymentEventType } from '../domain/payment-events';
import type { StreamEvent } from '../ports/streams';

/** What `order-events` carries: `switch` on `type`, and `data` has its type. */
export type OrderStreamEvent = { [T in OrderEventType]: StreamEvent<T, OrderEvents[T]> }[OrderEventType];

/** What `payment-events` carries. */
export type PaymentStreamEvent = { [T in PaymentEventType]: StreamEvent<T, PaymentEvents[T]> }[PaymentEventType];

/** The streams of the service, and what each carries. */
export interface Streams {
  'order-events': OrderStreamEvent;
  'payment-events': PaymentStreamEvent;
}

/** What an event's `seq` counts: the events of an order on `order-events`, of a payment on `payment-events`. */
export const entityOf = ({ source, subject, data }: StreamEvent): string => {
  const { paymentId } = data as { paymentId?: string };
  return source === '/payment-service' && paymentId !== undefined ? paymentId : subject;
};
