import type { Idempotency } from '../../domain/actor-document';
import type { StockLine } from '../../domain/order';
import type { Timers } from '../host/apply-decision';
import { deriveId } from '../host/derived-id';

/** How much longer than the payment window stock is held: the time to close the window, or to prolong the hold. */
const holdMarginMs = 120_000;

/** Returns when a hold that begins now expires, unless it is renewed or confirmed. */
export const holdExpiry = (now: Date, { paymentWindow }: Pick<Timers, 'paymentWindow'>): Date =>
  new Date(now.getTime() + paymentWindow + holdMarginMs);

/** Returns one line for each product: the catalog must see how much of it an order needs in all. */
export const mergeLines = (lines: StockLine[]): StockLine[] => {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
};

/**
 * Returns the id to hold stock under before the order exists: the same for a request that is repeated with its key, so
 * that it holds its stock once, and the order's own without a key.
 */
export const reservationIdFor = (orderId: string, idempotency?: Idempotency): string =>
  idempotency ? deriveId('reservation', idempotency.caller, idempotency.key, idempotency.fingerprint) : orderId;
