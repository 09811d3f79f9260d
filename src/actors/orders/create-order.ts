import type { Idempotency } from '../../domain/actor-document';
import { DomainError, Unavailable } from '../../domain/errors';
import type { NewOrder } from '../../domain/order';
import { needsStock } from '../../machines/order/order-stock';
import type { Request } from '../../ports/request';
import { newDocument } from '../host/apply-decision';
import { assertSameRequest, newIdFor, toEnvelope, toIdempotency } from '../host/idempotency';
import type { Mailbox } from '../host/mailbox';
import { beginOrder } from './order-decisions';
import type { OrderDependencies } from './order-dependencies';
import { type OrderDocument, orderVersions } from './order-document';
import { forbidden } from './order-errors';
import { isStaff } from './order-permissions';
import { type CreateOrderRequest, priceOrder } from './price-order';
import { holdStock, releaseUnlessStored, reservationIdFor } from './stock-hold';

/** An order, and whether an earlier request with the same key made it. */
export interface CreatedOrder {
  order: OrderDocument;
  replayed: boolean;
}

/**
 * Places an order, once for each idempotency key. Equal keys take turns, so that only the first one holds stock.
 * @throws DomainError `forbidden`, `idempotency-key-reused`, and what `priceOrder` and `holdStock` refuse
 * @throws Unavailable `users`, `catalog` or `database`
 */
export const createOrder =
  (parts: OrderDependencies, keys: Mailbox) =>
  async (request: CreateOrderRequest, from: Request): Promise<CreatedOrder> => {
    if (request.userId !== from.caller.userId && !isStaff(from.caller)) throw forbidden('an order of another user');
    const idempotency = toIdempotency('createOrder', request, from);
    if (!idempotency) return insertOrder(parts, request, from);
    return keys.run(`${idempotency.caller} ${idempotency.key}`, async () => {
      return (await findEarlierOrder(parts, idempotency)) ?? insertOrder(parts, request, from, idempotency);
    });
  };

const findEarlierOrder = async (
  { store }: OrderDependencies,
  idempotency: Idempotency,
): Promise<CreatedOrder | null> => {
  const first = await store.readByKey(idempotency.caller, idempotency.key);
  if (!first) return null;
  assertSameRequest(first.idempotency, idempotency);
  return { order: first, replayed: true };
};

const insertOrder = async (
  parts: OrderDependencies,
  request: CreateOrderRequest,
  from: Request,
  idempotency?: Idempotency,
): Promise<CreatedOrder> => {
  const { host, timers, clock } = parts;
  const message = { type: 'create', ...toEnvelope(from, clock()) };
  const { time: now } = message;
  const id = newIdFor(idempotency);
  const placed = await priceOrder(parts, request, { id, reservationId: reservationIdFor(id, idempotency), now });
  const empty = { ...newDocument(placed, orderVersions.written), ...(idempotency && { idempotency }) } as OrderDocument;
  try {
    await holdStock(parts, placed);
    const order = await host.create(beginOrder(empty, message, timers), message);
    return order ? { order, replayed: false } : await findWinner(parts, placed, idempotency);
  } catch (error) {
    // With a key the caller may repeat the request, and shares the hold.
    if (error instanceof Unavailable && placed.stock && !idempotency) void releaseUnlessStored(parts, id);
    throw error;
  }
};

/** Another process was first with this key: the same request shares its reservation, another one releases its own. */
const findWinner = async (
  parts: OrderDependencies,
  { _id, stock }: NewOrder,
  idempotency?: Idempotency,
): Promise<CreatedOrder> => {
  const first = idempotency && (await parts.store.readByKey(idempotency.caller, idempotency.key));
  const isShared = first?.stock?.reservationId === stock?.reservationId;
  if (first && stock && !(isShared && needsStock(first)))
    await parts.stock.release(stock.reservationId).catch(() => {});
  if (!first) throw new DomainError('version-conflict', `Order ${_id} could not be stored`);
  assertSameRequest(first.idempotency, idempotency);
  return { order: first, replayed: true };
};
