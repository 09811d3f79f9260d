import { type AddressInput, toAddress } from '../../actors/orders/address';
import type { CreateOrderRequest } from '../../actors/orders/price-order';
import type { Actors, Handler } from '../handler';
import { toOrder } from '../resources';

/** POST /orders. */
export const createOrder =
  ({ orders }: Actors): Handler =>
  async ({ ctx, from, body }) => {
    const { order, replayed } = await orders.create(toRequest(body as OrderBody), from);
    ctx.status = 201;
    ctx.set('Location', `/orders/${order._id}`);
    ctx.set('ETag', `"${order.version}"`);
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.body = toOrder(order, from.caller);
  };

type OrderBody = Omit<CreateOrderRequest, AddressName> & Partial<Record<AddressName, AddressInput | null>>;
type AddressName = 'shippingAddress' | 'billingAddress';

const toRequest = ({ shippingAddress, billingAddress, ...order }: OrderBody): CreateOrderRequest => ({
  ...order,
  ...(shippingAddress && { shippingAddress: toAddress(shippingAddress) }),
  ...(billingAddress && { billingAddress: toAddress(billingAddress) }),
});
