import type { StoredDivergence } from '../../ports/stores';
import type { Actors, Handler } from '../handler';
import { readIdCursor, toPage } from '../pagination';

/** GET /payments/reconciliation, newest first. */
export const listDivergences =
  ({ divergences }: Actors): Handler =>
  async ({ ctx, query }) => {
    const { cursor, limit } = query as { cursor?: string; limit: number };
    const found = await divergences.list({
      ...(cursor !== undefined && { after: readIdCursor(cursor) }),
      limit: limit + 1,
    });
    ctx.set('Cache-Control', 'no-store');
    ctx.body = toPage(ctx, found, limit, toDivergence);
  };

const toDivergence = ({ _id, kind, paymentId, orderId, detail, firstSeenAt, repairedAt }: StoredDivergence) => ({
  id: _id,
  kind,
  ...(paymentId !== undefined && { paymentId }),
  ...(orderId !== undefined && { orderId }),
  detail,
  firstSeenAt: firstSeenAt.toISOString(),
  ...(repairedAt && { repairedAt: repairedAt.toISOString() }),
});
