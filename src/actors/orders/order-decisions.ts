import type { Message } from '../../domain/message';
import { createDecider } from '../../machines/decide';
import { orderMachine } from '../../machines/order/order-machine';
import { applyDecision, type Timers } from '../host/apply-decision';
import { type OrderDocument, orderAudit } from './order-document';

const machine = createDecider<OrderDocument, Message<{ type: string }>, typeof orderMachine>(orderMachine);
const next = applyDecision<OrderDocument>(orderAudit);

/** The order as it begins. */
export const beginOrder = (empty: OrderDocument, message: Message, timers: Timers): OrderDocument =>
  next(empty, machine.begin(empty), message, timers);

/** The order after a message; null when its status accepts no such message. */
export const decideOrder = (order: OrderDocument, message: Message, timers: Timers): OrderDocument | null => {
  const decision = machine.decide(order.status, order, message);
  return decision && next(order, decision, message, timers);
};

/** Returns the types of the messages that a status has a transition for, whatever its guards say. */
export const acceptedMessages = machine.accepts;

/** Returns whether the order, as it is now, accepts a message of this type. */
export const acceptsMessage = (order: OrderDocument, type: string): boolean =>
  machine.decide(order.status, order, { type, commandId: '', time: order.updatedAt, actor: '' }) !== null;
