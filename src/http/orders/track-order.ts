import type { OrderDocument } from '../../actors/orders/order-document';
import type { Actors, HandlerRequest } from '../handler';
import { openEventStream } from '../server-sent-events';
import { toOrderEvent } from './order-event';

/** GET /orders/{orderId}/events as server-sent events: what happened after `lastEventId`, and from then on what happens. */
export const trackOrder = async (
  { orders, tracking }: Actors,
  { ctx, from, params, query }: HandlerRequest,
  lastEventId: number | undefined,
): Promise<void> => {
  const { orderId = '' } = params;
  const { caller } = from;
  let lastSeq = lastEventId ?? Number(query.fromSeq) - 1;
  await orders.get(orderId, caller);
  if (ctx.method === 'HEAD') {
    ctx.status = 200;
    ctx.type = 'text/event-stream';
    return;
  }

  /** The order as it was latest last, until all of it is sent. */
  let latest: OrderDocument | undefined;
  const sendOn = (): void => {
    while (latest && source.isReady()) {
      // The log has no gap: the entry with `seq` n + 1 is at n.
      const entry = latest.log[lastSeq];
      if (!entry) {
        latest = undefined;
        return;
      }
      source.send({ id: String(entry.seq), event: entry.type, data: toOrderEvent(latest, entry, caller) });
      lastSeq = entry.seq;
    }
  };
  const onChange = (order: OrderDocument): void => {
    latest = order;
    sendOn();
  };
  const leave = tracking.follow(orderId, caller, { onChange, end: () => source.end() });
  const source = openEventStream(ctx, {
    heartbeatMs: tracking.heartbeatMs,
    until: caller.expiresAt,
    next: sendOn,
    closed: leave,
  });
};
