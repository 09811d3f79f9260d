import type { Actors, Handler } from '../handler';
import { toOrder } from '../resources';

/** GET /orders/{orderId}. */
export const getOrder =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, params: { orderId = '' } }) => {
    const order = await orders.get(orderId, from.caller);
    ctx.set('ETag', `"${order.version}"`);
    ctx.set('Cache-Control', 'private, no-cache');
    // What is allowed next depends on the roles, too: a stored answer is for the token that asked for it.
    ctx.vary('Authorization');
    ctx.status = 200;
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = toOrder(order, from.caller);
  };
