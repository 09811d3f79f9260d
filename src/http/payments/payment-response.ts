import type { PaymentDocument } from '../../actors/payments/payment-document';
import { DomainError } from '../../domain/errors';
import type { HandlerRequest } from '../handler';
import { HttpProblem } from '../problem-details';
import { toPayment } from '../resources';
import { toVisibleFailure } from './failure-details';

/** Seconds after which it is worth asking again for what is pending. */
export const retryAfterSeconds = 1;

/** The gateway took no action, because our own request is wrong. An operator sees it; the customer can do nothing. */
const gatewayRefusedRequest = (paymentId: string, headers: Record<string, string>): HttpProblem =>
  new HttpProblem('gateway-refused-request', 'No money was moved. An operator was notified', { paymentId }, headers);

/** A payment with the status of its outcome: done, declined, or still on its way. @throws HttpProblem `payment-declined` */
export const respondWithPayment = (
  { ctx, from }: HandlerRequest,
  payment: PaymentDocument,
  replayed: boolean,
): void => {
  const { _id: paymentId, status, failedBy } = payment;
  const headers = replayed ? { 'Idempotency-Replayed': 'true' } : {};
  ctx.set('Cache-Control', 'no-store');
  if (status === 'failed' && failedBy === 'request') throw gatewayRefusedRequest(paymentId, headers);
  if (status === 'failed') {
    const { failureCode, failureReason } = toVisibleFailure(payment, from.caller);
    const details = { paymentId, failureCode, failureReason };
    throw new HttpProblem('payment-declined', failureReason ?? 'The payment failed', details, headers);
  }
  if (status === 'voided') throw new DomainError('order-not-payable', 'The order was closed meanwhile', { paymentId });
  ctx.set(headers);
  ctx.set('Location', `/payments/${paymentId}`);
  ctx.status = status === 'pending' ? 202 : 200;
  if (status === 'pending') ctx.set('Retry-After', String(retryAfterSeconds));
  ctx.body = toPayment(payment, from.caller);
};
