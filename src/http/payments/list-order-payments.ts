import type { Actors, Handler } from '../handler';
import { toPayment } from '../resources';

/** GET /payments/order/{orderId}, newest first. */
export const listOrderPayments =
  ({ orders, payments }: Actors): Handler =>
  async ({ ctx, from, params: { orderId = '' } }) => {
    await orders.get(orderId, from.caller);
    const found = await payments.listOfOrder(orderId, from.caller);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { data: found.map((payment) => toPayment(payment, from.caller)) };
  };
