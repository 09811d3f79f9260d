import type { Order, OrderStatus } from '../../domain/order';
import { createDecider } from '../decide';
import type { Effect } from '../effects';
import { orderMachine } from './order-machine';
import type { OrderMessage } from './order-messages';
import { paidMinor, paymentStatusOf } from './order-money';
import { declinesMax, lateWindowMs, payRefusal, shipRefusal } from './order-rules';

const { begin, decide } = createDecider<Order, OrderMessage, typeof orderMachine>(orderMachine);
const time = new Date('2026-01-31T10:00:00Z');
const envelope = { commandId: 'c1', time, actor: 'test' };
const paid = { paymentId: 'p1', amountMinor: 9998, currency: 'USD' };
const declined = {
  ...paid,
  permanent: false,
  failureCode: 'INSUFFICIENT_FUNDS',
  failureReason: 'Insufficient funds',
  isDeclinedByIssuer: true,
};
const dispute = { ...paid, disputeId: 'd1' };

const messages: Record<string, object> = {
  beginPayment: { ...paid, paymentId: 'p2' },
  cancel: { reason: 'changed my mind' },
  'payment.processed': paid,
  'payment.failed': declined,
  'payment.refunded': paid,
  'payment.refund_failed': paid,
  'payment.voided': paid,
  'payment.authorized': paid,
  'payment.dispute_opened': { ...dispute, disputeStatus: 'open' },
  'payment.dispute_closed': { ...dispute, disputeStatus: 'won' },
  'paymentWindow.closed': { dueAt: time },
};
const aMessage = (type: string, change: object = {}): OrderMessage =>
  ({ type, ...messages[type], ...envelope, ...change }) as OrderMessage;

const anOrder = (change: Partial<Order> = {}): Order => ({
  _id: 'o1',
  userId: 'u1',
  status: 'pending',
  items: [],
  currency: 'USD',
  totalMinor: 9998,
  createdAt: time,
  paymentId: 'p1',
  heldMinor: 9998,
  declines: 0,
  ...change,
});

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
paymentWindow.closed     pending         cancelled       =          =          =          =          =         =`;
const lines = table.trim().split('\n');
const [states = [], ...rows] = lines.map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([message = '', ...outcomes]) =>
  outcomes.map((outcome, column) => [states[column] as OrderStatus, message, outcome] as const),
);

const published = (effects: Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'publish' ? [effect.params.type] : []));

const seen = (status: OrderStatus, message: OrderMessage, order = anOrder({ status })): string => {
  const decision = decide(status, order, message);
  if (!decision) return '-';
  if (published(decision.effects).includes('order.payment_rejected')) return 'owed';
  return decision.effects.some(({ type }) => type === 'record') ? '=' : decision.status;
};

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

describe('the payment window', () => {
  const closed = aMessage('paymentWindow.closed');
  const follow = (order: Order, ...types: [type: string, change?: object][]) =>
    types.reduce<{ status: string; context: Order; effects: Effect[] }>(
      ({ status, context }, [type, change]) => {
        const next = decide(status, { ...context, status: status as OrderStatus }, aMessage(type, change));
        if (!next) throw new Error(`${status} refuses ${type}`);
        return next;
      },
      { status: order.status, context: order, effects: [] },
    );

  test('cancels an order that waits for no payment', () => {
    const decision = decide('pending', anOrder({ paymentId: null, heldMinor: 0 }), closed);
    expect([decision?.status, decision?.context.cancellationReason]).toEqual(['cancelled', 'payment_window_closed']);
  });

  test('closes without an effect on an order whose payment is under way, and the payment confirms it', () => {
    const { effects } = follow(anOrder({ heldMinor: 0 }), ['paymentWindow.closed']);
    expect(effects).toEqual([{ type: 'unschedule', params: { timer: 'paymentWindow' } }]);
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
    expect(authorized.effects).toEqual([{ type: 'unschedule', params: { timer: 'paymentWindow' } }]);
    expect([authorized.status, paymentStatusOf(authorized.context)]).toEqual(['pending', 'authorized']);
    const voided = follow(order, ['payment.authorized'], ['payment.voided']);
    expect(voided.effects).toEqual([{ type: 'schedule', params: { timer: 'paymentWindow' } }]);
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
      expect(decision?.effects.map(({ type }) => type)).toEqual(['unschedule', 'schedule']);
      expect(decision?.context.isWindowClosed).toBeUndefined();
    }
  });
});

describe('a refund', () => {
  const half = { amountMinor: 4999 };

  test('in full cancels a confirmed order, and releases its stock', () => {
    const decision = decide('confirmed', anOrder({ status: 'confirmed' }), aMessage('payment.refunded'));
    expect(published(decision?.effects ?? [])).toEqual(['order.cancelled', 'order.refunded']);
    expect(decision?.context.cancellationReason).toBe('refunded');
    expect(decision?.effects.map(({ type }) => type)).toContain('release');
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

test('releases the stock of a cancelled order and stops its timer', () => {
  const decision = decide('confirmed', anOrder({ status: 'confirmed' }), aMessage('cancel'));
  expect(decision?.effects.map(({ type }) => type)).toEqual(['publish', 'unschedule', 'release']);
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
