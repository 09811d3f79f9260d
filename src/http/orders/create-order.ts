import { type AddressInput, requiresPostcode, toAddress } from '../../actors/orders/address';
import type { CreateOrderRequest } from '../../actors/orders/price-order';
import type { Actors, Handler } from '../handler';
import { HttpProblem } from '../problem-details';
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
  ...(shippingAddress && { shippingAddress: readAddress('shippingAddress', shippingAddress) }),
  ...(billingAddress && { billingAddress: readAddress('billingAddress', billingAddress) }),
});

/** @throws HttpProblem `invalid-request` without a postcode where the country needs one */
const readAddress = (name: AddressName, input: AddressInput) => {
  if (requiresPostcode(input.country) && !input.postcode) {
    const detail = `is required in ${input.country}`;
    throw new HttpProblem('invalid-request', `The postcode of ${name} ${detail}`, {
      errors: [{ pointer: `#/${name}/postcode`, detail }],
    });
  }
  return toAddress(input);
};
