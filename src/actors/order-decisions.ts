import { type Decision, decider } from '../machines/decide';
import type { Message } from '../machines/messages';
import { orderMachine } from '../machines/order/order-machine';
import { nextDocument, type Timers } from './next-document';
import type { OrderDocument } from './order-document';

const machine = decider<OrderDocument, Message<{ type: string }>, typeof orderMachine>(orderMachine);

/** What the machine decides when an order begins. */
export const begun = (empty: OrderDocument): Decision<OrderDocument> => machine.begin(empty);

/** The order after a message; null when its status accepts no such message. */
export const decided = (order: OrderDocument, message: Message, timers: Timers): OrderDocument | null => {
  const decision = machine.decide(order.status, order, message);
  return decision && nextDocument(order, decision, message, timers);
};

/** The types of the messages that a status has a transition for. */
export const acceptedIn = machine.accepts;
