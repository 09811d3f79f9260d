import type { Actors, Handler } from '../handler';
import { pageOf, seqOfCursor } from '../pages';
import { toOrderEvent } from './order-event';

/** GET /orders/{orderId}/events, oldest first. */
export const listOrderEvents =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, params: { orderId = '' }, query }) => {
    const { fromSeq, cursor, limit } = query as { fromSeq: number; cursor?: string; limit: number };
    const first = cursor === undefined ? fromSeq : Math.max(fromSeq, seqOfCursor(cursor) + 1);
    const order = await orders.get(orderId, from.caller);
    const found = order.log.filter(({ seq }) => seq >= first).slice(0, limit + 1);
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.body = pageOf(ctx, found, limit, {
      toResource: (entry) => toOrderEvent(order, entry, from.caller),
      keyOf: ({ seq }) => String(seq),
    });
  };
