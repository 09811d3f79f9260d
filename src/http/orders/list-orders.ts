import type { OrderStatus } from '../../domain/order';
import type { Actors, Handler } from '../handler';
import { readIdCursor, toPage } from '../pagination';
import { toOrder } from '../resources';

/** GET /orders, newest first. */
export const listOrders =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, query }) => {
    const { userId, status, cursor, limit } = query as {
      userId?: string;
      status?: OrderStatus;
      cursor?: string;
      limit: number;
    };
    const asked = {
      ...(userId !== undefined && { userId }),
      ...(status !== undefined && { status }),
      ...(cursor !== undefined && { after: readIdCursor(cursor) }),
      limit: limit + 1,
    };
    ctx.body = toPage(ctx, await orders.list(asked, from.caller), limit, (order) => toOrder(order, from.caller));
  };
