import { aMessage, anOrder, decide, published, seen } from '../../../test/support/order-machine';
import type { Order, OrderStatus } from '../../domain/order';
import { paidMinor, paymentStatusOf } from './order-money';
import { shipRefusal } from './order-rules';

describe('a refund', () => {
  const half = { amountMinor: 4999 };

  test('in full cancels a confirmed order, and releases its stock', () => {
    const decision = decide('confirmed', anOrder({ status: 'confirmed' }), aMessage('payment.refunded'));
    expect(published(decision?.effects ?? [])).toEqual(['order.cancelled', 'order.refunded']);
    expect(decision?.context.cancellationReason).toBe('refunded');
    expect(decision?.effects.map(({ type }) => type)).toContain('stock');
  });

  test('in part lets a confirmed order ship', () => {
    const decision = decide('confirmed', anOrder({ status: 'confirmed' }), aMessage('payment.refunded', half));
    expect(decision?.status).toBe('confirmed');
    const order = decision?.context ?? anOrder();
    expect([paidMinor(order), paymentStatusOf(order)]).toEqual([4999, 'partially_refunded']);
    expect(seen('confirmed', aMessage('ship'), { ...order, status: 'confirmed' })).toBe('shipped');
  });

  test.each(['shipped', 'delivered'] as const)('of a %s order ends it as refunded when it returns', (status) => {
    const refunded = decide(status, anOrder({ status }), aMessage('payment.refunded'));
    expect([refunded?.status, paymentStatusOf(refunded?.context ?? anOrder())]).toEqual([status, 'refunded']);
    const returned = decide(status, { ...(refunded?.context ?? anOrder()), status }, aMessage('return'));
    expect(returned?.status).toBe('refunded');
    expect(published(returned?.effects ?? [])).toEqual(['order.returned', 'order.refunded']);
  });

  test('is not made for an order that was never paid, which stays cancelled', () => {
    const decision = decide('pending', anOrder({ heldMinor: 0 }), aMessage('cancel'));
    expect(decision?.status).toBe('cancelled');
  });

  test('of another payment does not count', () => {
    const order = anOrder({ status: 'confirmed', heldMinor: 2 * 9998 });
    const decision = decide('confirmed', order, aMessage('payment.refunded', { paymentId: 'p0' }));
    expect(decision?.status).toBe('confirmed');
    expect(paymentStatusOf(decision?.context ?? order)).toBe('paid');
  });
});

describe('a dispute', () => {
  const applyDispute = (order: Order, type: string, disputeStatus: string) => {
    const decision = decide(order.status, order, aMessage(type, { disputeStatus }));
    if (!decision) throw new Error(`${order.status} refuses ${type}`);
    return { ...decision.context, status: decision.status as OrderStatus };
  };
  const confirmed = anOrder({ status: 'confirmed' });
  const opened = applyDispute(confirmed, 'payment.dispute_opened', 'open');

  test('blocks the shipping while it is open', () => {
    expect([paymentStatusOf(opened), shipRefusal(opened)]).toEqual(['disputed', 'disputed']);
    expect(seen('confirmed', aMessage('ship'), opened)).toBe('-');
    expect(opened.disputes).toHaveLength(1);
  });

  test('lets the order ship when it is won', () => {
    const won = applyDispute(opened, 'payment.dispute_closed', 'won');
    expect([paymentStatusOf(won), paidMinor(won), won.disputes?.length]).toEqual(['paid', 9998, 1]);
    expect(seen('confirmed', aMessage('ship'), won)).toBe('shipped');
  });

  test.each(['lost', 'accepted', 'expired'])('takes the money when it is %s, and nothing ships', (status) => {
    const lost = applyDispute(opened, 'payment.dispute_closed', status);
    expect([lost.status, paymentStatusOf(lost), paidMinor(lost)]).toEqual(['confirmed', 'disputed', 0]);
    expect(shipRefusal(lost)).toBe('not-paid');
    expect(seen('confirmed', aMessage('ship'), lost)).toBe('-');
    expect(decide('confirmed', lost, aMessage('cancel'))?.status).toBe('refunded');
  });
});
