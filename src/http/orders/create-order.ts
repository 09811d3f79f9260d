import type { CreateOrderRequest } from '../../actors/orders/price-and-reserve';
import type { Actors, Handler } from '../handler';
import { toOrder } from '../resources';

/** POST /orders. The body already matches the contract; errors become problems in one middleware. */
export const createOrder =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, body }) => {
    const { order, replayed } = await orders.create(body as CreateOrderRequest, from);
    ctx.status = 201;
    ctx.set('Location', `/orders/${order._id}`);
    ctx.set('ETag', `"${order.version}"`);
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.body = toOrder(order, from.caller);
  };
