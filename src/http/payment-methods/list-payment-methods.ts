import type { Actors, Handler } from '../handler';
import { idOfCursor, pageOf } from '../pagination';
import { toMethod } from '../resources';

/** GET /payment-methods, newest first. */
export const listPaymentMethods =
  ({ methods }: Actors): Handler =>
  async ({ ctx, from, query }) => {
    const { userId, cursor, limit } = query as { userId?: string; cursor?: string; limit: number };
    const asked = {
      ...(userId !== undefined && { userId }),
      ...(cursor !== undefined && { after: idOfCursor(cursor) }),
      limit: limit + 1,
    };
    ctx.set('Cache-Control', 'no-store');
    ctx.body = pageOf(ctx, await methods.list(asked, from.caller), limit, (method) => toMethod(method, from.caller));
  };
