import type { OrderEvents } from '../contract/order-events';

/** The events of `order-events`, by type: the payload as the AsyncAPI promises it. Amounts are decimals, times RFC 3339. */
export type { OrderEvents };

export type OrderEventType = keyof OrderEvents;

/** A published event of an order: type and payload together. */
export type OrderEvent = { [T in OrderEventType]: { type: T; data: OrderEvents[T] } }[OrderEventType];
