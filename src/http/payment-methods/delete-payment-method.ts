import type { Actors, Handler } from '../handler';

/** DELETE /payment-methods/{paymentMethodId}. */
export const deletePaymentMethod =
  ({ cards }: Actors): Handler =>
  async ({ ctx, from, params: { paymentMethodId = '' } }) => {
    await cards.remove(paymentMethodId, from.caller);
    ctx.status = 204;
  };
