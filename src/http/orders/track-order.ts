import type { OrderDocument } from '../../actors/orders/order-document';
import type { Actors, Asked } from '../handler';
import { lastEventIdOf } from '../request-headers';
import { openEventSource } from '../server-sent-events';
import { toOrderEvent } from './order-event';

/** GET /orders/{orderId}/events as server-sent events: what happened after `Last-Event-ID`, and from then on what happens. */
export const trackOrder = async ({ orders, tracking }: Actors, { ctx, from, params, query }: Asked): Promise<void> => {
  const { orderId = '' } = params;
  const { caller } = from;
  let lastSeq = lastEventIdOf(ctx) ?? Number(query.fromSeq) - 1;
  await orders.get(orderId, caller);
  if (ctx.method === 'HEAD') {
    ctx.status = 200;
    ctx.type = 'text/event-stream';
    return;
  }

  /** The order as it was seen last, until all of it is sent. */
  let seen: OrderDocument | undefined;
  const sendOn = (): void => {
    while (seen && source.isReady()) {
      // The log has no gap: the entry with `seq` n + 1 is at n.
      const entry = seen.log[lastSeq];
      if (!entry) {
        seen = undefined;
        return;
      }
      source.send({ id: String(entry.seq), event: entry.type, data: toOrderEvent(seen, entry, caller) });
      lastSeq = entry.seq;
    }
  };
  const see = (order: OrderDocument): void => {
    seen = order;
    sendOn();
  };
  const leave = tracking.follow(orderId, caller, { see, end: () => source.end() });
  const source = openEventSource(ctx, {
    heartbeatMs: tracking.heartbeatMs,
    until: caller.expiresAt,
    next: sendOn,
    closed: leave,
  });
};
