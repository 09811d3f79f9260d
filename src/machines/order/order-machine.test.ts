import type { Order, OrderStatus } from '../../domain/order';
import { createDecider } from '../decide';
import type { Effect } from '../effects';
import { orderMachine } from './order-machine';
import type { OrderMessage } from './order-messages';
import { declinesMax } from './order-rules';

const { begin, decide } = createDecider<Order, OrderMessage, typeof orderMachine>(orderMachine);
const time = new Date('2026-01-31T10:00:00Z');
const envelope = { commandId: 'c1', time, actor: 'test' };
const paid = { paymentId: 'p1', amountMinor: 9998, currency: 'USD' };
const declined = { ...paid, permanent: false, failureCode: 'INSUFFICIENT_FUNDS', failureReason: 'Insufficient funds' };

const messages: Record<string, object> = {
  beginPayment: { paymentId: 'p2' },
  cancel: { reason: 'changed my mind' },
  'payment.processed': paid,
  'payment.failed': declined,
  'payment.refunded': paid,
  'payment.voided': paid,
  'payment.authorized': paid,
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

// -: refused    =: recorded    owed: the money goes back    Each order has a payment p1, and each fact is about p1.
const table = `
                      pending         payment_failed  confirmed  shipped    delivered  cancelled  returned  refunded
beginPayment          -               pending         -          -          -          -          -         -
cancel                cancelled       cancelled       cancelled  -          -          -          -         -
ship                  -               -               shipped    -          -          -          -         -
deliver               -               -               -          delivered  -          -          -         -
return                -               -               -          returned   returned   -          -         -
payment.processed     confirmed       owed            owed       owed       owed       owed       owed      owed
payment.failed        payment_failed  =               =          =          =          =          =         =
payment.refunded      =               =               =          =          =          refunded   refunded  =
payment.voided        pending         =               =          =          =          =          =         =
payment.authorized    =               =               =          =          =          =          =         =
paymentWindow.closed  cancelled       cancelled       =          =          =          =          =         =`;
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
  expect(new Set([...inTable, '*'])).toEqual(new Set([...orderMachine.events, 'payment.authorized']));
});

test('a new order is pending, announced, and may be paid until its window closes', () => {
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

test('an order that waits for no payment keeps the first one that begins', () => {
  const decision = decide('pending', anOrder({ paymentId: null }), aMessage('beginPayment'));
  expect(decision?.context.paymentId).toBe('p2');
  expect(seen('pending', aMessage('beginPayment'))).toBe('-');
});

test.each([
  ['a cent too little', { amountMinor: 9997 }],
  ['a cent too much', { amountMinor: 9999 }],
  ['another currency', { currency: 'EUR' }],
  ['another payment', { paymentId: 'p9' }],
])('money is owed back when a pending order is paid with %s', (_what, change) => {
  expect(seen('pending', aMessage('payment.processed', change), anOrder({ heldMinor: 0 }))).toBe('owed');
});

test('a decline of a payment that the order does not wait for changes nothing', () => {
  expect(seen('pending', aMessage('payment.failed', { paymentId: 'p9' }))).toBe('=');
  expect(seen('payment_failed', aMessage('payment.failed', { paymentId: 'p9', permanent: true }))).toBe('=');
});

test.each([
  ['a permanent decline', { permanent: true }, 0],
  ['the fifth decline', {}, declinesMax - 1],
])('%s fails the payment and cancels the order, and says both', (_what, change, declines) => {
  const decision = decide('pending', anOrder({ declines }), aMessage('payment.failed', change));
  expect(decision?.status).toBe('cancelled');
  expect(published(decision?.effects ?? [])).toEqual(['order.payment_failed', 'order.cancelled']);
  expect(decision?.context.cancellationReason).toBe('payment_failed_permanently');
});

test('a cancelled order gives its stock back and stops its timer', () => {
  const decision = decide('confirmed', anOrder({ status: 'confirmed' }), aMessage('cancel'));
  expect(decision?.effects.map(({ type }) => type)).toEqual(['publish', 'unschedule', 'release']);
});

test('a cancelled order is refunded only when nothing is left', () => {
  const order = anOrder({ status: 'cancelled', heldMinor: 9998 });
  const half = decide('cancelled', order, aMessage('payment.refunded', { amountMinor: 4999 }));
  expect(half?.status).toBe('cancelled');
  expect(half?.context.heldMinor).toBe(4999);
  expect(decide('cancelled', half?.context ?? order, aMessage('payment.refunded', { amountMinor: 4999 }))?.status).toBe(
    'refunded',
  );
});
