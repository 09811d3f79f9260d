import type { OrderDocument } from '../../../src/actors/orders/order-document';
import { needsStock } from '../../../src/machines/order/order-stock';
import { isOfAnotherShop, type StockMovement, type StockReservation, stockOf } from '../stock';
import type { World } from '../world';

/** The longest that a hold without an order may last: a payment window, and the margin behind it. */
const holdMaxMs = 45 * 60_000;

const onHandBy = { receive: 1, ship: -1, restock: 1, hold: 0, confirm: 0, release: 0, scrap: 0 } as const;
const heldBy = { hold: 1, ship: -1, release: -1, receive: 0, confirm: 0, restock: 0, scrap: 0 } as const;

/** S1-S4: the ledger of the stock adds up, and agrees with the orders. No work may be left. */
export const assertStock = async ({ sandbox }: Pick<World, 'sandbox'>, orders: OrderDocument[]): Promise<void> => {
  const stock = stockOf({ sandbox });
  const movements = await stock.movements();
  const reservations = (await stock.reservations()).filter(({ orderId }) => !isOfAnotherShop(orderId));
  const levels = sumUp(movements);
  for (const [productId, level] of levels) expect({ productId, ...(await stock.level(productId)) }).toEqual(level);
  assertShippedOnce(movements, orders);
  assertReserved(reservations, movements, orders);
};

/** S1: on hand = received − shipped + restocked, and never less than what is held. */
const sumUp = (movements: StockMovement[]) => {
  const levels = new Map<string, { productId: string; onHand: number; held: number; available: number }>();
  for (const { seq, kind, productId, quantity } of movements) {
    const before = levels.get(productId) ?? { onHand: 0, held: 0 };
    const onHand = before.onHand + onHandBy[kind] * quantity;
    const held = before.held + heldBy[kind] * quantity;
    levels.set(productId, { productId, onHand, held, available: onHand - held });
    expect({ seq, productId, isOversold: held > onHand || held < 0 }).toEqual({ seq, productId, isOversold: false });
  }
  return levels;
};

/** S3: the goods of an order leave once, and come back once. */
const assertShippedOnce = (movements: StockMovement[], orders: OrderDocument[]): void => {
  const sums = new Map<string, number>();
  for (const { kind, cause, productId, quantity } of movements) {
    const key = `${kind} ${cause} ${productId}`;
    if (kind === 'ship' || kind === 'restock') sums.set(key, (sums.get(key) ?? 0) + quantity);
  }
  for (const { _id, stock } of orders) {
    for (const { productId, quantity } of stock?.lines ?? []) {
      const shipped = sums.get(`ship ${_id}-shipment ${productId}`) ?? 0;
      const isShipped = stock?.state === 'shipped' || stock?.state === 'restocked';
      expect({ _id, shipped }).toEqual({ _id, shipped: isShipped ? quantity : 0 });
      const restocked = sums.get(`restock ${_id}-return ${productId}`) ?? 0;
      expect({ _id, restocked }).toEqual({ _id, restocked: stock?.state === 'restocked' ? quantity : 0 });
    }
  }
};

/** S2, S4: what is reserved is what the living orders need, and a hold without an order expires. */
const assertReserved = (
  reservations: StockReservation[],
  movements: StockMovement[],
  orders: OrderDocument[],
): void => {
  const open = new Map(reservations.map((reservation) => [reservation.orderId, reservation]));
  const hasExpired = new Set(movements.flatMap(({ cause = '' }) => /^expiry of (.+)$/.exec(cause)?.[1] ?? []));
  for (const order of orders) {
    const { _id, status, stock } = order;
    if (!stock) continue;
    const reservation = open.get(stock.reservationId);
    open.delete(stock.reservationId);
    const expected = needsStock(order) && stock.state !== 'backordered' ? stock : undefined;
    // The clock of the sandbox may be ahead of the payment window.
    if (!reservation && status !== 'confirmed' && hasExpired.has(stock.reservationId)) continue;
    expect({ _id, status, ...(reservation && { state: reservation.state, lines: reservation.open }) }).toEqual({
      _id,
      status,
      ...(expected && { state: expected.state, lines: expected.lines }),
    });
  }
  for (const { orderId, expiresAt } of open.values()) {
    const isEnding = expiresAt !== null && Date.parse(expiresAt) < Date.now() + holdMaxMs;
    expect({ orderId, isEnding }).toEqual({ orderId, isEnding: true });
  }
};
