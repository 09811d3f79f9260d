import type { Actors, Handler } from '../handler';
import { readIdCursor, toPage } from '../pagination';
import { toPaymentMethod } from '../resources';

/** GET /payment-methods, newest first. */
export const listPaymentMethods =
  ({ cards }: Actors): Handler =>
  async ({ ctx, from, query }) => {
    const { userId, cursor, limit } = query as { userId?: string; cursor?: string; limit: number };
    const asked = {
      ...(userId !== undefined && { userId }),
      ...(cursor !== undefined && { after: readIdCursor(cursor) }),
      limit: limit + 1,
    };
    ctx.set('Cache-Control', 'no-store');
    ctx.body = toPage(ctx, await cards.list(asked, from.caller), limit, (method) =>
      toPaymentMethod(method, from.caller),
    );
  };
