import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import type { Request } from '../../ports/request';
import { unwritten } from '../host/apply-decision';
import { assertSameRequest, commandOf, idempotencyOf } from '../host/idempotency';
import type { Mailbox } from '../host/mailbox';
import { begun } from './order-decisions';
import type { OrderParts } from './order-dependencies';
import { type OrderDocument, orderMachineVersion } from './order-document';
import { forbidden } from './order-errors';
import { isStaff } from './order-permissions';
import { type CreateOrder, placeOrder } from './price-and-reserve';

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
  (parts: OrderParts, keys: Mailbox) =>
  async (request: CreateOrder, from: Request): Promise<CreatedOrder> => {
    if (request.userId !== from.caller.userId && !isStaff(from.caller)) throw forbidden('an order of another user');
    const idempotency = idempotencyOf('createOrder', request, from);
    if (!idempotency) return place(parts, request, from);
    return keys.run(`${idempotency.caller} ${idempotency.key}`, async () => {
      return (await replayOf(parts, idempotency)) ?? place(parts, request, from, idempotency);
    });
  };

const replayOf = async ({ store }: OrderParts, idempotency: Idempotency): Promise<CreatedOrder | null> => {
  const first = await store.readByKey(idempotency.caller, idempotency.key);
  if (!first) return null;
  assertSameRequest(first.idempotency, idempotency);
  return { order: first, replayed: true };
};

const place = async (
  parts: OrderParts,
  request: CreateOrder,
  from: Request,
  idempotency?: Idempotency,
): Promise<CreatedOrder> => {
  const { host, offer, catalog, timers, clock } = parts;
  const message = { type: 'create', ...commandOf(from, clock()) };
  const placed = await placeOrder(offer, request, { id: newId(), now: message.time });
  const empty = { ...unwritten(placed, orderMachineVersion), ...(idempotency && { idempotency }) } as OrderDocument;
  const order = await host.create(begun(empty, message, timers), message);
  if (order) return { order, replayed: false };

  // Another process was first with this key: what this one reserved is given back.
  await catalog.release(placed._id).catch(() => {});
  const winner = idempotency && (await replayOf(parts, idempotency));
  if (!winner) throw new DomainError('version-conflict', `Order ${placed._id} could not be stored`);
  return winner;
};
