import type { WorkItem } from '../domain/actor-document';
import type { Divergence } from '../domain/divergence';
import type { OrderStock, StockLine } from '../domain/order';
import { isOpen } from '../domain/work-item';
import { needsStock } from '../machines/order/order-stock';
import type { Reservation } from '../ports/stock';
import type { ReservedOrder } from '../ports/stores';

/** An order and its reservation; at least one of them exists. */
export interface Comparison {
  order: ReservedOrder | null;
  reservation: Reservation | null;
}

const stockKinds = new Set<WorkItem['kind']>(['confirm', 'ship', 'release', 'restock']);

/** Returns whether a change of the reservation is under way: only afterwards the two sides can be compared. */
export const hasStockWork = ({ work }: Pick<ReservedOrder, 'work'>, now: Date): boolean =>
  work.some(
    (item) =>
      isOpen(item) &&
      (stockKinds.has(item.kind) || (item.kind === 'stockHold' && item.dueAt !== undefined && item.dueAt <= now)),
  );

/** The present time, and how long a hold may last, in milliseconds. */
interface Terms {
  now: Date;
  holdMs: number;
}

/** Compares an order with its reservation. */
export const compareReservation = ({ order, reservation }: Comparison, terms: Terms): Divergence | null => {
  if (order && hasStockWork(order, terms.now)) return null;
  if (order?.stock && needsStock(order)) return compareNeeded(order, order.stock, reservation);
  return reservation && !isFromBefore(order) ? findOrphan(order, reservation, terms) : null;
};

const compareNeeded = (
  { _id: orderId, status }: ReservedOrder,
  { reservationId, state, lines }: OrderStock,
  reservation: Reservation | null,
): Divergence | null => {
  const about = { orderId, reservationId };
  const needed = `the order is ${status} and needs ${toList(lines)}`;
  if (!reservation) {
    // The order waits for goods that are sold out.
    if (state === 'backordered') return null;
    return { ...about, kind: 'reservation-missing', detail: `The stock service reserves nothing; ${needed}` };
  }
  const detail = `${toText(reservation)}; ${needed}`;
  if (toList(lines) !== toList(reservation.lines)) return { ...about, kind: 'quantity-mismatch', detail };
  const isExpiring = state === 'confirmed' && reservation.state === 'held';
  return isExpiring ? { ...about, kind: 'reservation-missing', detail } : null;
};

/** A reservation without an order counts once it is older than a hold may get: its request may be repeated until then. */
const findOrphan = (
  order: ReservedOrder | null,
  reservation: Reservation,
  { now, holdMs }: Terms,
): Divergence | null => {
  if (now.getTime() - touchedAt(reservation, holdMs) <= holdMs) return null;
  return {
    ...(order && { orderId: order._id }),
    reservationId: reservation.id,
    kind: 'reservation-orphan',
    detail: `${toText(reservation)}; ${order ? `its order is ${order.status}` : 'no order needs it'}`,
  };
};

/** Whether the order is from before orders noted their reservation: it has one under its own id until it ends. */
const isFromBefore = (order: ReservedOrder | null): boolean =>
  order !== null && order.stock === undefined && order.status !== 'cancelled' && order.status !== 'refunded';

/** When the reservation was made, or its hold was prolonged last. */
const touchedAt = ({ heldAt, expiresAt }: Reservation, holdMs: number): number =>
  Math.max(heldAt.getTime(), expiresAt ? expiresAt.getTime() - holdMs : 0);

const toText = ({ lines, state, expiresAt }: Reservation): string =>
  `The stock service has ${toList(lines)} ${state}${expiresAt ? ` until ${expiresAt.toISOString()}` : ''}`;

const toList = (lines: StockLine[]): string =>
  lines
    .map(({ productId, quantity }) => `${quantity} of ${productId}`)
    .sort()
    .join(', ');
