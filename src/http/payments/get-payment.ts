import type { Actors, Handler } from '../handler';
import { toPayment } from '../resources';

/** GET /payments/{paymentId}. */
export const getPayment =
  ({ payments }: Actors): Handler =>
  async ({ ctx, from, params: { paymentId = '' } }) => {
    const payment = await payments.get(paymentId, from.caller);
    ctx.set('ETag', `"${payment.version}"`);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = toPayment(payment, from.caller);
  };
