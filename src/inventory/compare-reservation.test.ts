import type { WorkItem } from '../domain/actor-document';
import type { StockState } from '../domain/order';
import type { Reservation } from '../ports/stock';
import type { ReservedOrder } from '../ports/stores';
import { compareReservation } from './compare-reservation';

const now = new Date('2026-01-31T10:00:00Z');
const holdMs = 60_000;
const ago = (ms: number) => new Date(now.getTime() - ms);
const lines = [
  { productId: 'a', quantity: 2 },
  { productId: 'b', quantity: 1 },
];

const anOrder = (change: Partial<ReservedOrder> = {}, state: StockState = 'confirmed'): ReservedOrder => ({
  _id: 'o1',
  status: 'confirmed',
  stock: { reservationId: 'r1', state, lines },
  work: [],
  updatedAt: now,
  ...change,
});
const aReservation = (change: Partial<Reservation> = {}): Reservation => ({
  id: 'r1',
  state: 'confirmed',
  lines: lines.toReversed(),
  heldAt: ago(2 * holdMs),
  ...change,
});
const work = (kind: WorkItem['kind'], dueAt: Date) =>
  ({ work: [{ id: kind, kind, state: 'ready', dueAt }] }) as unknown as Partial<ReservedOrder>;
const kindOf = (order: ReservedOrder | null, reservation: Reservation | null) =>
  compareReservation({ order, reservation }, { now, holdMs })?.kind ?? null;

describe('an order and its reservation', () => {
  test.each<[string, ReservedOrder, Reservation | null, string | null]>([
    ['agree', anOrder(), aReservation(), null],
    ['agree while it is held', anOrder({ status: 'pending' }, 'held'), aReservation({ state: 'held' }), null],
    ['without a reservation', anOrder(), null, 'reservation-missing'],
    ['without one while it waits for payment', anOrder({ status: 'pending' }, 'held'), null, 'reservation-missing'],
    ['without one while it waits for sold-out goods', anOrder({}, 'backordered'), null, null],
    ['with other goods', anOrder(), aReservation({ lines: [{ productId: 'a', quantity: 3 }] }), 'quantity-mismatch'],
    ['that is only held', anOrder(), aReservation({ state: 'held', expiresAt: now }), 'reservation-missing'],
    ['while a confirmation is under way', anOrder(work('confirm', now)), null, null],
    ['while a renewal is due', anOrder(work('stockHold', now)), null, null],
    ['until the next renewal', anOrder(work('stockHold', ago(-1))), null, 'reservation-missing'],
  ])('%s', (_name, order, reservation, expected) => {
    expect(kindOf(order, reservation)).toBe(expected);
  });
});

describe('a reservation without an order that needs it', () => {
  test.each<[string, ReservedOrder | null, Reservation, string | null]>([
    ['is an orphan once it is old', null, aReservation(), 'reservation-orphan'],
    ['may still get its order while it is young', null, aReservation({ heldAt: ago(holdMs) }), null],
    ['counts from its last renewal', null, aReservation({ state: 'held', expiresAt: ago(-1) }), null],
    ['is an orphan if its order has ended', anOrder({ status: 'cancelled' }), aReservation(), 'reservation-orphan'],
    ['is an orphan if its goods have left', anOrder({}, 'shipped'), aReservation(), 'reservation-orphan'],
    ['is released by open work', anOrder({ status: 'cancelled', ...work('release', now) }), aReservation(), null],
  ])('%s', (_name, order, reservation, expected) => {
    expect(kindOf(order, reservation)).toBe(expected);
  });

  test.each([
    ['shipped', null],
    ['cancelled', 'reservation-orphan'],
  ] as const)('belongs to an order from before orders noted it, unless that has ended: %s', (status, expected) => {
    const { stock: _stock, ...order } = anOrder({ status });
    expect(kindOf(order, aReservation())).toBe(expected);
  });
});
