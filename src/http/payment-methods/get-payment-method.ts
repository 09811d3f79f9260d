import type { Actors, Handler } from '../handler';
import { toPaymentMethod } from '../resources';

/** GET /payment-methods/{paymentMethodId}. */
export const getPaymentMethod =
  ({ cards }: Actors): Handler =>
  async ({ ctx, from, params: { paymentMethodId = '' } }) => {
    const card = await cards.get(paymentMethodId, from.caller);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = toPaymentMethod(card, from.caller);
  };
