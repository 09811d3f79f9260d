import { initialTransition, transition } from 'xstate';
import type { Order } from '../domain/order';
import { createDecider } from './decide';
import { orderMachine } from './order/order-machine';
import type { OrderMessage } from './order/order-messages';

const time = new Date('2026-01-31T10:00:00Z');
const order: Order = {
  _id: 'o1',
  userId: 'u1',
  status: 'pending',
  items: [],
  currency: 'USD',
  totalMinor: 100,
  createdAt: time,
  paymentId: 'p1',
  heldMinor: 0,
  declines: 0,
};
const payment = { paymentId: 'p1', amountMinor: 100, currency: 'USD' };
const declined = { permanent: true, failureCode: 'STOLEN_CARD', failureReason: 'Stolen' };
const messages = [
  { type: 'payment.processed', ...payment },
  { type: 'payment.failed', ...payment, ...declined },
  { type: 'payment.refunded', ...payment },
  { type: 'cancel', reason: 'test' },
  { type: 'paymentWindow.closed', dueAt: time },
  { type: 'ship' },
].map((message) => ({ ...message, commandId: 'c1', time, actor: 'test' }) as OrderMessage);
const { begin, decide } = createDecider<Order, OrderMessage, typeof orderMachine>(orderMachine);

describe('createDecider', () => {
  test.each(Object.keys(orderMachine.states))('decides from %s as XState does, every time', (status) => {
    for (const message of [...messages, ...messages]) {
      const snapshot = orderMachine.resolveState({ value: status as never, context: order });
      const [next, actions] = transition(orderMachine, snapshot, message);
      const decision = decide(status, order, message);
      if (!snapshot.can(message)) expect(decision).toBeNull();
      else {
        expect(decision?.status).toBe(next.value);
        expect(decision?.context).toEqual(next.context);
        expect(decision?.effects).toEqual(actions.map(({ type, params }) => ({ type, params })));
      }
    }
  });

  test('begins as XState does, whatever was decided in between', () => {
    for (const message of messages) {
      const [first, actions] = initialTransition(orderMachine, order);
      const decision = begin(order);
      expect(decision.status).toBe(first.value);
      expect(decision.context).toEqual(first.context);
      expect(decision.effects).toEqual(actions.map(({ type, params }) => ({ type, params })));
      decide('pending', order, message);
    }
  });

  test('throws what the machine throws as it begins', () => {
    expect(() => begin({ ...order, createdAt: new Date(Number.NaN) })).toThrow(RangeError);
  });

  test('does not change its input', () => {
    const before = structuredClone(order);
    for (const message of messages) decide('pending', order, message);
    expect(order).toEqual(before);
  });
});
