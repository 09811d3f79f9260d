import type { Actors, Handler } from '../handler';

/** DELETE /payment-methods/{paymentMethodId}. */
export const deletePaymentMethod =
  ({ methods }: Actors): Handler =>
  async ({ ctx, from, params: { paymentMethodId = '' } }) => {
    await methods.remove(paymentMethodId, from.caller);
    ctx.status = 204;
  };
