import type { Actors, Handler } from '../handler';
import { toOrderItems } from '../resources';

/** GET /orders/{orderId}/items. */
export const listOrderItems =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, params: { orderId = '' } }) => {
    ctx.body = { data: toOrderItems(await orders.get(orderId, from.caller)) };
  };
