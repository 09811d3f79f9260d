import { setTimeout as pause } from 'node:timers/promises';
import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import type { NewOrder } from '../../domain/order';
import { faultPoint } from '../../observability/fault-point';
import { deriveId } from '../host/derived-id';
import type { OrderDependencies } from './order-dependencies';

/**
 * Returns the id to hold stock under before the order exists: the same for a request that is repeated with its key, so
 * that it holds its stock once, and the order's own without a key.
 */
export const reservationIdFor = (orderId: string, idempotency?: Idempotency): string =>
  idempotency ? deriveId('reservation', idempotency.caller, idempotency.key, idempotency.fingerprint) : orderId;

/**
 * Holds the stock of an order that is about to be stored. The hold expires unless the order renews or confirms it.
 * @throws DomainError `out-of-stock`
 * @throws Unavailable `catalog`
 */
export const holdStock = async (
  { stock, holdMs }: Pick<OrderDependencies, 'stock' | 'holdMs'>,
  { stock: asked, createdAt }: NewOrder,
): Promise<void> => {
  if (!asked) return;
  faultPoint('stock-holding');
  const { soldOut } = await stock.hold(asked.reservationId, asked.lines, new Date(createdAt.getTime() + holdMs));
  if (soldOut !== undefined) throw new DomainError('out-of-stock', `There is not enough ${soldOut} in stock`);
  faultPoint('stock-held');
};

const releaseTriesMax = 30;
const releaseEveryMs = 2_000;

/**
 * Releases the hold of an order of which it is unknown whether it was stored, once the database says that it was not.
 * Tries for a minute, in the background: what a longer outage or a crash leaves behind expires. If the order is stored
 * after all, its confirmation holds the goods again.
 */
export const releaseUnlessStored = async (
  { store, stock }: Pick<OrderDependencies, 'store' | 'stock'>,
  orderId: string,
): Promise<void> => {
  for (let turn = 1; turn <= releaseTriesMax; turn += 1) {
    await pause(releaseEveryMs, undefined, { ref: false });
    try {
      if ((await store.read(orderId)) === null) await stock.release(orderId);
      return;
    } catch {
      // The database or the catalog does not answer yet.
    }
  }
};
