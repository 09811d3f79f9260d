import type { OrderStatus } from '../../domain/order';
import type { Actors, Handler } from '../handler';
import { readIfMatch } from '../requests/request-headers';
import { toOrder } from '../resources';

/** PATCH /orders/{orderId}. */
export const updateOrderStatus =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, params: { orderId = '' }, body }) => {
    const ifVersions = readIfMatch(ctx);
    const change = {
      ...(body as { status: OrderStatus; reason?: string }),
      ...(ifVersions && { ifVersions }),
    };
    const order = await orders.updateStatus(orderId, change, from);
    ctx.set('ETag', `"${order.version}"`);
    ctx.body = toOrder(order, from.caller);
  };
