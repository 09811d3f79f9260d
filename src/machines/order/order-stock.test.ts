import { aMessage, anOrder, decide, follow, published, seen } from '../../../test/support/order-machine';
import type { Order, StockState } from '../../domain/order';
import type { Effect } from '../effects';
import { shipRefusal } from './order-rules';
import { needsStock } from './order-stock';

const stockWork = (effects: Effect[] = []) =>
  effects.flatMap((effect) => (effect.type === 'stock' && effect.params ? [effect.params.id] : []));

const withStock = (state: StockState, change: Partial<Order> = {}): Order =>
  anOrder({ ...change, stock: { reservationId: 'r1', state, lines: [{ productId: 'prod-123', quantity: 2 }] } });

const withoutStock = (change: Partial<Order>): Order => {
  const { stock: _stock, ...order } = anOrder(change);
  return order;
};

test.each([
  ['pending', 'payment.processed', 'confirm'],
  ['confirmed', 'ship', 'ship'],
  ['delivered', 'return', 'restock'],
  ['pending', 'cancel', 'release'],
  ['confirmed', 'cancel', 'release'],
] as const)('%s, %s asks the stock to %s', (status, type, kind) => {
  const change = { status, heldMinor: type === 'payment.processed' ? 0 : 9998 };
  expect(stockWork(decide(status, anOrder(change), aMessage(type))?.effects)).toEqual([kind]);
  expect(stockWork(decide(status, withoutStock(change), aMessage(type))?.effects)).toEqual([]);
});

describe('a hold', () => {
  test.each(['pending', 'payment_failed'] as const)('is renewed again while the order is %s', (status) => {
    const { effects } = follow(anOrder({ status }), ['stockHold.renewed']);
    expect(effects).toEqual([
      { type: 'unschedule', params: { timer: 'stockHold' } },
      { type: 'schedule', params: { timer: 'stockHold' } },
      { type: 'withdrawAttention', params: { id: 'stock-stockHold' } },
    ]);
  });

  test.each(['confirmed', 'cancelled'] as const)('is not renewed once the order is %s', (status) => {
    const type = status === 'confirmed' ? 'payment.processed' : 'cancel';
    const { effects } = follow(anOrder({ heldMinor: 0 }), [type]);
    expect(effects).toContainEqual({ type: 'unschedule', params: { timer: 'stockHold' } });
  });

  test('that cannot be renewed cancels the order, unless a payment is under way', () => {
    const soldOut = aMessage('stock.soldOut', { workId: 'stockHold' });
    const decision = decide('pending', anOrder({ paymentId: null, heldMinor: 0 }), soldOut);
    expect([decision?.status, decision?.context.cancellationReason]).toEqual(['cancelled', 'out_of_stock']);
    expect(seen('pending', soldOut, anOrder({ heldMinor: 0 }))).toBe('pending');
    const allowed = aMessage('stock.soldOut', { workId: 'stockHold', isBackorderAllowed: true });
    expect(seen('pending', allowed, anOrder({ paymentId: null }))).toBe('pending');
  });
});

describe('a paid order', () => {
  const confirmed = withStock('held', { status: 'confirmed' });

  test('publishes that its stock is confirmed', () => {
    const { effects, context } = follow(confirmed, ['stock.confirmed']);
    expect(context.stock?.state).toBe('confirmed');
    expect(effects).toMatchObject([
      { params: { type: 'order.stock_confirmed', data: { lines: [{ productId: 'prod-123', quantity: 2 }] } } },
    ]);
  });

  test('is cancelled when its goods are sold out', () => {
    const { status, context, effects } = follow(confirmed, ['stock.soldOut']);
    expect([status, context.cancellationReason]).toEqual(['cancelled', 'out_of_stock']);
    expect(published(effects)).toEqual(['order.cancelled']);
  });

  test('waits for sold-out goods when backorders are allowed, and does not ship until then', () => {
    const soldOut: [string, object] = ['stock.soldOut', { isBackorderAllowed: true }];
    const { status, context, effects } = follow(confirmed, soldOut);
    expect([status, published(effects)]).toEqual(['confirmed', ['order.backordered']]);
    const backordered = { ...context, status: 'confirmed' as const };
    expect(shipRefusal(backordered)).toBe('backordered');
    expect(published(decide('confirmed', backordered, aMessage(...soldOut))?.effects ?? [])).toEqual([]);
    const supplied = follow(backordered, ['stock.confirmed']);
    expect(shipRefusal({ ...supplied.context, status: 'confirmed' })).toBeNull();
  });
});

describe('an order that has ended', () => {
  const cancelled = withStock('held', { status: 'cancelled', cancellationReason: 'requested' });

  test.each(['cancelled', 'refunded'] as const)('publishes the release of its stock once it is %s', (status) => {
    const { context, effects } = follow({ ...cancelled, status }, ['stock.released']);
    expect([context.stock?.state, published(effects)]).toEqual(['released', ['order.stock_released']]);
  });

  test('publishes a release once', () => {
    const released = withStock('released', { status: 'cancelled', cancellationReason: 'requested' });
    expect(published(decide('cancelled', released, aMessage('stock.released'))?.effects ?? [])).toEqual([]);
  });

  test.each([
    ['cancelled', 'released'],
    ['shipped', 'shipped'],
    ['refunded', 'restocked'],
  ] as const)('releases stock that was held too late: %s', (status, state) => {
    expect(stockWork(follow(withStock(state, { status }), ['stock.heldLate']).effects)).toEqual(['release-c1']);
  });

  test.each([
    ['pending', 'held', true],
    ['confirmed', 'backordered', true],
    ['shipped', 'confirmed', true],
    ['shipped', 'shipped', false],
    ['cancelled', 'confirmed', false],
    ['refunded', 'held', false],
  ] as const)('needs its reservation until the goods have left or it has ended: %s, %s', (status, state, expected) => {
    expect(needsStock(withStock(state, { status }))).toBe(expected);
  });
});

test.each(['shipped', 'delivered', 'returned'] as const)(
  'asks for an operator when goods were shipped that the catalog does not have: %s',
  (status) => {
    const { effects } = follow(withStock('held', { status }), ['stock.soldOut', { workId: 'ship' }]);
    expect(effects).toMatchObject([{ type: 'needsAttention', params: { reason: 'stock-missing', whileOpen: 'ship' } }]);
  },
);
