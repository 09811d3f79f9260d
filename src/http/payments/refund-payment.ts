import type { RefundRequest } from '../../actors/refund-payment';
import { DomainError } from '../../domain/errors';
import { isOpen } from '../../machines/work';
import type { Actors, Handler } from '../handler';
import { waitMsOf } from '../request-headers';
import { toPayment } from '../resources';

/** POST /payments/{paymentId}/refund: all that is left, unless an amount is named. */
export const refundPayment =
  ({ payments }: Actors): Handler =>
  async ({ ctx, from, params: { paymentId = '' }, body }) => {
    const { payment, refund, replayed } = await payments.refund(paymentId, body as RefundRequest, from, waitMsOf(ctx));
    if (refund.state === 'declined') throw new DomainError('refund-declined', `The gateway said ${refund.failureCode}`);
    ctx.set('Location', `/payments/${paymentId}`);
    ctx.set('Cache-Control', 'no-store');
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.status = isOpen(refund) ? 202 : 200;
    ctx.body = toPayment(payment, from.caller);
  };
