import type { CommandRequest, PaymentCommandType } from '../../actors/payments/command-payment';
import { DomainError } from '../../domain/errors';
import { isOpen } from '../../domain/work-item';
import type { Actors, Handler } from '../handler';
import { readWaitMs } from '../requests/request-headers';
import { toPayment } from '../resources';
import { retryAfterSeconds } from './payment-response';

/** A command to a payment: 200 when it is done, 202 while the outcome is unknown. @throws DomainError `<command>-declined` */
const commandPayment =
  (type: PaymentCommandType) =>
  ({ payments }: Actors): Handler =>
  async ({ ctx, from, params: { paymentId = '' }, body }) => {
    const { payment, work, replayed } = await payments[type](paymentId, body as CommandRequest, from, readWaitMs(ctx));
    if (work.state === 'declined') {
      throw new DomainError(`${type}-declined`, `The gateway refused: ${work.failureCode}`, { paymentId });
    }
    ctx.set('Location', `/payments/${paymentId}`);
    ctx.set('Cache-Control', 'no-store');
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.status = isOpen(work) ? 202 : 200;
    if (isOpen(work)) ctx.set('Retry-After', String(retryAfterSeconds));
    ctx.body = toPayment(payment, from.caller);
  };

/** POST /payments/{paymentId}/capture: all that is authorized, unless an amount is named; the rest is released. */
export const capturePayment = commandPayment('capture');

/** POST /payments/{paymentId}/void: what is authorized is released. */
export const voidPayment = commandPayment('void');

/** POST /payments/{paymentId}/refund: all that is left, unless an amount is named. */
export const refundPayment = commandPayment('refund');
