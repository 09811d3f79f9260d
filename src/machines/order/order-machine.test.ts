import { aMessage, anOrder, begin, decide, paid, published, seen } from '../../../test/support/order-machine';
import type { OrderStatus } from '../../domain/order';
import { orderMachine } from './order-machine';
import { declinesMax, payRefusal } from './order-rules';

// -: refused    =: recorded    owed: the money is refunded    Each order has a payment p1, and each fact is about p1.
const table = `
                         pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
beginPayment             -               pending         -          -          -          -          -         -
cancel                   cancelled       cancelled       cancelled  -          -          -          -         -
ship                     -               -               shipped    -          -          -          -         -
deliver                  -               -               -          delivered  -          -          -         -
return                   -               -               -          returned   returned   -          -         -
payment.processed        confirmed       owed            owed       owed       owed       owed       owed      owed
payment.failed           payment_failed  =               =          =          =          =          =         =
payment.refunded         pending         payment_failed  refunded   shipped    delivered  refunded   refunded  refunded
payment.refund_failed    pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
payment.voided           pending         =               =          =          =          =          =         =
payment.authorized       pending         =               =          =          =          =          =         =
payment.dispute_opened   pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
payment.dispute_closed   pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
paymentWindow.closed     pending         cancelled       =          =          =          =          =         =
stockHold.renewed        pending         payment_failed  =          =          =          =          =         =
stock.confirmed          =               =               confirmed  =          =          =          =         =
stock.soldOut            pending         cancelled       cancelled  =          =          =          =         =
stock.missing            pending         payment_failed  confirmed  =          =          =          =         =
stock.heldLate           pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
stock.shipped            pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
stock.released           =               =               =          =          =          cancelled  =         refunded
stock.restocked          pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
stock.unknown            pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded`;
const lines = table.trim().split('\n');
const [states = [], ...rows] = lines.map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([message = '', ...outcomes]) =>
  outcomes.map((outcome, column) => [states[column] as OrderStatus, message, outcome] as const),
);

test.each(cells)('%s, %s → %s', (status, message, outcome) => {
  const order = anOrder({ status, heldMinor: message === 'payment.processed' ? 0 : 9998 });
  expect(seen(status, aMessage(message), order)).toBe(outcome);
});

test('the table decides every state and every message', () => {
  const inTable = rows.map(([message]) => message);
  expect(states).toEqual(Object.keys(orderMachine.states));
  expect(new Set([...inTable, '*'])).toEqual(new Set(orderMachine.events));
});

test('begins as pending, publishes order.created, and opens the payment window', () => {
  const { status, context, effects } = begin(anOrder());
  expect(status).toBe('pending');
  expect(context).toMatchObject({ paymentId: null, heldMinor: 0, declines: 0 });
  expect(effects).toEqual([
    {
      type: 'publish',
      params: {
        type: 'order.created',
        data: {
          orderId: 'o1',
          userId: 'u1',
          status: 'pending',
          totalAmount: 99.98,
          currency: 'USD',
          itemCount: 0,
          createdAt: '2026-01-31T10:00:00.000Z',
        },
      },
    },
    { type: 'schedule', params: { timer: 'paymentWindow' } },
  ]);
});

describe('beginPayment', () => {
  const waiting = anOrder({ paymentId: null });

  test('makes the order wait for the first payment, and refuses a second', () => {
    expect(decide('pending', waiting, aMessage('beginPayment'))?.context.paymentId).toBe('p2');
    expect(seen('pending', aMessage('beginPayment'))).toBe('-');
  });

  test.each([
    ['another currency', { currency: 'EUR' }, 'currency-mismatch'],
    ['a cent too little', { amountMinor: 9997 }, 'amount-mismatch'],
    ['the stored card of another user', { ownerId: 'u2' }, 'payment-method-not-usable'],
  ])('refuses %s, with the reason', (_what, change, code) => {
    const offer = { ...paid, ...change };
    for (const order of [waiting, anOrder({ status: 'payment_failed' })]) {
      expect(payRefusal(order, offer)).toBe(code);
      expect(decide(order.status, order, aMessage('beginPayment', change))).toBeNull();
    }
  });

  test.each(['confirmed', 'shipped', 'delivered', 'cancelled', 'returned', 'refunded'] as const)(
    'refuses every payment of an order that is %s',
    (status) => expect(payRefusal(anOrder({ status }), paid)).toBe('order-not-payable'),
  );

  test('accepts the stored card of the customer who ordered', () => {
    expect(payRefusal(waiting, { ...paid, ownerId: 'u1' })).toBeNull();
  });
});

test.each([
  [{ paymentId: 'p9' }, 'another_payment'],
  [{ amountMinor: 1 }, 'amount_mismatch'],
])('publishes why it rejects a payment: %j', (change, reason) => {
  const decision = decide('pending', anOrder({ heldMinor: 0 }), aMessage('payment.processed', change));
  expect(decision?.effects).toMatchObject([{ params: { type: 'order.payment_rejected', data: { reason } } }]);
});

test('does not count a failure that no issuer declined', () => {
  const failed = aMessage('payment.failed', { isDeclinedByIssuer: false });
  const decision = decide('pending', anOrder({ declines: declinesMax - 1 }), failed);
  expect([decision?.status, decision?.context.declines]).toEqual(['payment_failed', declinesMax - 1]);
});

test.each([
  ['a cent too little', { amountMinor: 9997 }],
  ['a cent too much', { amountMinor: 9999 }],
  ['another currency', { currency: 'EUR' }],
  ['another payment', { paymentId: 'p9' }],
])('rejects the payment of a pending order with %s', (_what, change) => {
  expect(seen('pending', aMessage('payment.processed', change), anOrder({ heldMinor: 0 }))).toBe('owed');
});

test('ignores the decline of a payment that the order does not wait for', () => {
  expect(seen('pending', aMessage('payment.failed', { paymentId: 'p9' }))).toBe('=');
  expect(seen('payment_failed', aMessage('payment.failed', { paymentId: 'p9', permanent: true }))).toBe('=');
});

test.each([
  ['a permanent decline', { permanent: true }, 0],
  ['the fifth decline', {}, declinesMax - 1],
])('publishes both events when %s fails the payment and cancels the order', (_what, change, declines) => {
  const decision = decide('pending', anOrder({ declines }), aMessage('payment.failed', change));
  expect(decision?.status).toBe('cancelled');
  expect(published(decision?.effects ?? [])).toEqual(['order.payment_failed', 'order.cancelled']);
  expect(decision?.context.cancellationReason).toBe('payment_failed_permanently');
});

test('sets a cancelled order to refunded only when nothing is left', () => {
  const order = anOrder({ status: 'cancelled', heldMinor: 9998 });
  const half = decide('cancelled', order, aMessage('payment.refunded', { amountMinor: 4999 }));
  expect(half?.status).toBe('cancelled');
  expect(half?.context.heldMinor).toBe(4999);
  expect(decide('cancelled', half?.context ?? order, aMessage('payment.refunded', { amountMinor: 4999 }))?.status).toBe(
    'refunded',
  );
});
