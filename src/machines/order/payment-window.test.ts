import { aMessage, anOrder, decide, follow, time } from '../../../test/support/order-machine';
import { paymentStatusOf } from './order-money';
import { lateWindowMs } from './order-rules';

/** The hold of an order that outlives its window is renewed at once. */
const renewal = { type: 'schedule', params: { timer: 'stockHold', dueAt: time } };

describe('the payment window', () => {
  const closed = aMessage('paymentWindow.closed');
  test('cancels an order that waits for no payment', () => {
    const decision = decide('pending', anOrder({ paymentId: null, heldMinor: 0 }), closed);
    expect([decision?.status, decision?.context.cancellationReason]).toEqual(['cancelled', 'payment_window_closed']);
  });

  test('closes without an effect on an order whose payment is under way, and the payment confirms it', () => {
    const { effects } = follow(anOrder({ heldMinor: 0 }), ['paymentWindow.closed']);
    expect(effects).toEqual([{ type: 'unschedule', params: { timer: 'paymentWindow' } }, renewal]);
    const { status } = follow(anOrder({ heldMinor: 0 }), ['paymentWindow.closed'], ['payment.processed']);
    expect(status).toBe('confirmed');
  });

  test.each(['payment.failed', 'payment.voided'])('cancels the order on %s once it has closed', (type) => {
    const { status, context } = follow(anOrder({ heldMinor: 0 }), ['paymentWindow.closed'], [type]);
    expect([status, context.cancellationReason]).toEqual(['cancelled', 'payment_window_closed']);
  });

  test('cancels the order on the refund of a rejected payment once it has closed', () => {
    const order = anOrder({ heldMinor: 0 });
    const wrong = { amountMinor: 9997 };
    const rejected = follow(order, ['paymentWindow.closed'], ['payment.processed', wrong]);
    expect([rejected.status, rejected.context.heldMinor]).toEqual(['pending', 9997]);
    const refunded = follow(rejected.context, ['payment.refunded', wrong]);
    expect([refunded.status, refunded.context.cancellationReason]).toEqual(['cancelled', 'payment_window_closed']);
  });

  test('is unscheduled while the payment is authorized, and opens again when the authorization is voided', () => {
    const order = anOrder({ heldMinor: 0 });
    const authorized = follow(order, ['payment.authorized']);
    expect(authorized.effects).toEqual([{ type: 'unschedule', params: { timer: 'paymentWindow' } }, renewal]);
    expect([authorized.status, paymentStatusOf(authorized.context)]).toEqual(['pending', 'authorized']);
    const voided = follow(order, ['payment.authorized'], ['payment.voided']);
    expect(voided.effects).toEqual([{ type: 'schedule', params: { timer: 'paymentWindow' } }, renewal]);
    expect([voided.status, voided.context.paymentId, paymentStatusOf(voided.context)]).toEqual([
      'pending',
      null,
      'unpaid',
    ]);
  });

  test.each(['pending', 'payment_failed'] as const)('opens again when an outage closed it too late: %s', (status) => {
    const late = { dueAt: new Date(time.getTime() - lateWindowMs - 1) };
    for (const paymentId of ['p1', null]) {
      const decision = decide(status, anOrder({ status, paymentId }), aMessage('paymentWindow.closed', late));
      expect(decision?.status).toBe(status);
      expect(decision?.effects.map(({ type }) => type)).toEqual(['unschedule', 'schedule', 'schedule']);
      expect(decision?.context.isWindowClosed).toBeUndefined();
    }
  });
});
