import type { Actors, Handler } from '../handler';
import { readSeqCursor, toPageBy } from '../pagination';
import { readLastEventId } from '../requests/request-headers';
import { toOrderEvent } from './order-event';
import { trackOrder } from './track-order';

/** GET /orders/{orderId}/events, oldest first; a client that accepts `text/event-stream` also receives new ones. */
export const listOrderEvents =
  (actors: Actors): Handler =>
  async (asked) => {
    const { ctx, from, params, query } = asked;
    ctx.vary('Accept');
    ctx.set('Cache-Control', 'private, no-cache');
    const lastEventId = readLastEventId(ctx);
    if (ctx.accepts('application/json', 'text/event-stream') === 'text/event-stream')
      return trackOrder(actors, asked, lastEventId);
    const { fromSeq, cursor, limit } = query as { fromSeq: number; cursor?: string; limit: number };
    const first = cursor === undefined ? fromSeq : Math.max(fromSeq, readSeqCursor(cursor) + 1);
    const order = await actors.orders.get(params.orderId ?? '', from.caller);
    const found = order.log.filter(({ seq }) => seq >= first).slice(0, limit + 1);
    ctx.body = toPageBy(ctx, found, limit, {
      toResource: (entry) => toOrderEvent(order, entry, from.caller),
      keyOf: ({ seq }) => String(seq),
    });
  };
