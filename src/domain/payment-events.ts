import type { PaymentEvents } from '../contract/payment-events';

/** The events of `payment-events`, by type: the payload as the AsyncAPI promises it. Amounts are decimals, times RFC 3339. */
export type { PaymentEvents };

export type PaymentEventType = keyof PaymentEvents;

/** A published event of a payment: type and payload together. */
export type PaymentEvent = { [T in PaymentEventType]: { type: T; data: PaymentEvents[T] } }[PaymentEventType];
