import type { OrderStatus } from '../../domain/order';
import type { Actors, Handler } from '../handler';
import { readIfMatch } from '../request-headers';
import { toOrder } from '../resources';

/** PATCH /orders/{orderId}. */
export const updateOrderStatus =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, params: { orderId = '' }, body }) => {
    const ifVersion = readIfMatch(ctx);
    const change = {
      ...(body as { status: OrderStatus; reason?: string }),
      ...(ifVersion !== undefined && { ifVersion }),
    };
    const order = await orders.updateStatus(orderId, change, from);
    ctx.set('ETag', `"${order.version}"`);
    ctx.body = toOrder(order, from.caller);
  };
