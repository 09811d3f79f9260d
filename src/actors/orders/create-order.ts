import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import type { Request } from '../../ports/request';
import { newDocument } from '../host/apply-decision';
import { assertSameRequest, toEnvelope, toIdempotency } from '../host/idempotency';
import type { Mailbox } from '../host/mailbox';
import { beginOrder } from './order-decisions';
import type { OrderDependencies } from './order-dependencies';
import { type OrderDocument, orderMachineVersion } from './order-document';
import { forbidden } from './order-errors';
import { isStaff } from './order-permissions';
import { type CreateOrderRequest, priceAndReserve } from './price-and-reserve';

/** An order, and whether an earlier request with the same key made it. */
export interface CreatedOrder {
  order: OrderDocument;
  replayed: boolean;
}

/**
 * Places an order, once for each idempotency key. Equal keys take turns, so that only the first one reserves stock.
 * @throws DomainError `forbidden`, `idempotency-key-reused`, and what `placeOrder` refuses
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
  const { host, catalog, timers, clock } = parts;
  const message = { type: 'create', ...toEnvelope(from, clock()) };
  const placed = await priceAndReserve(parts, request, { id: newId(), now: message.time });
  const empty = { ...newDocument(placed, orderMachineVersion), ...(idempotency && { idempotency }) } as OrderDocument;
  const order = await host.create(beginOrder(empty, message, timers), message);
  if (order) return { order, replayed: false };

  // Another process was first with this key: what this one reserved is given back.
  await catalog.release(placed._id).catch(() => {});
  const winner = idempotency && (await findEarlierOrder(parts, idempotency));
  if (!winner) throw new DomainError('version-conflict', `Order ${placed._id} could not be stored`);
  return winner;
};
