import type { DivergenceStore, StoredDivergence } from '../ports/stores';
import type { Actors, Handler } from './handler';
import { readIdCursor, toPage } from './pagination';

/** GET /payments/reconciliation, newest first. */
export const listDivergences = ({ divergences }: Actors): Handler => listFrom(divergences);

/** GET /orders/reconciliation, newest first. */
export const listStockDivergences = ({ stockDivergences }: Actors): Handler => listFrom(stockDivergences);

const listFrom =
  (divergences: Pick<DivergenceStore, 'list'>): Handler =>
  async ({ ctx, query }) => {
    const { cursor, limit } = query as { cursor?: string; limit: number };
    const found = await divergences.list({
      ...(cursor !== undefined && { after: readIdCursor(cursor) }),
      limit: limit + 1,
    });
    ctx.set('Cache-Control', 'no-store');
    ctx.body = toPage(ctx, found, limit, toDivergence);
  };

const toDivergence = ({ _id, kind, paymentId, orderId, reservationId, detail, ...times }: StoredDivergence) => ({
  id: _id,
  kind,
  ...(paymentId !== undefined && { paymentId }),
  ...(orderId !== undefined && { orderId }),
  ...(reservationId !== undefined && { reservationId }),
  detail,
  firstSeenAt: times.firstSeenAt.toISOString(),
  ...(times.repairedAt && { repairedAt: times.repairedAt.toISOString() }),
});
