import { DomainError } from '../domain/errors';
import { newId } from '../domain/ids';
import { fromDecimal } from '../domain/money';
import type { Idempotency, Work } from '../machines/actor-document';
import { refundableMinor } from '../machines/payment/payment-rules';
import { isOpen, workOf } from '../machines/work';
import { decided } from './payment-decisions';
import type { PaymentDocument } from './payment-document';
import type { PaymentParts } from './payment-parts';
import type { Request } from './ports';
import { assertSameRequest, commandOf, idempotencyOf } from './requests';

/** What a client sends to give money back: all that is left, unless an amount is named. */
export interface RefundRequest {
  amount?: number;
  reason?: string;
}

/** A refund within its payment, and whether an earlier request made it. */
export interface RefundedPayment {
  payment: PaymentDocument;
  refund: Work;
  replayed: boolean;
}

/**
 * Asks for a refund, once for each idempotency key, and waits up to `waitMs` for its outcome.
 * @throws DomainError `payment-not-refundable`, `refund-exceeds-captured`, `idempotency-key-reused`
 */
export const refundPayment =
  (parts: PaymentParts) =>
  async (paymentId: string, request: RefundRequest, from: Request, waitMs: number): Promise<RefundedPayment> => {
    const commandId = newId();
    const idempotency = idempotencyOf(`refundPayment ${paymentId}`, request, from);
    const payment = await parts.host.change(paymentId, { commandId }, (stored) => {
      const earlier = keyed(stored, idempotency);
      if (!earlier) return withRefund(parts, stored, request, { from, commandId, idempotency });
      assertSameRequest(earlier.idempotency, idempotency);
      return stored;
    });
    const workId = keyed(payment, idempotency)?.id ?? workIdOf(commandId);
    const isOver = ({ work }: PaymentDocument) => !work.some((one) => one.id === workId && isOpen(one));
    const settled = await parts.watch.until(payment, isOver, waitMs);
    const refund = workOf(settled.work, workId);
    if (!refund) throw new DomainError('version-conflict', `Refund ${workId} is not there`);
    return { payment: settled, refund, replayed: refund.commandId !== commandId };
  };

const workIdOf = (commandId: string): string => `refund-${commandId}`;

const keyed = ({ work }: PaymentDocument, idempotency?: Idempotency): Work | undefined =>
  idempotency &&
  work.find((one) => one.idempotency?.key === idempotency.key && one.idempotency.caller === idempotency.caller);

interface Asked {
  from: Request;
  commandId: string;
  idempotency: Idempotency | undefined;
}

const withRefund = (
  { clock, timers }: PaymentParts,
  payment: PaymentDocument,
  request: RefundRequest,
  { from, commandId, idempotency }: Asked,
): PaymentDocument => {
  const workId = workIdOf(commandId);
  const message = {
    ...commandOf(from, clock()),
    type: 'refund' as const,
    commandId,
    workId,
    amountMinor: refundAmount(payment, request),
    ...(request.reason !== undefined && { reason: request.reason }),
  };
  const next = decided(payment, message, timers);
  if (!idempotency) return next;
  return { ...next, work: next.work.map((one) => (one.id === workId ? { ...one, idempotency } : one)) };
};

const refundAmount = (payment: PaymentDocument, { amount }: RefundRequest): number => {
  if (payment.status !== 'processed') {
    throw new DomainError('payment-not-refundable', `A payment that is ${payment.status} cannot be refunded`);
  }
  const left = refundableMinor(payment);
  const amountMinor = amount === undefined ? left : fromDecimal(amount, payment.currency);
  if (amountMinor > 0 && amountMinor <= left) return amountMinor;
  throw new DomainError(
    'refund-exceeds-captured',
    'A refund must be above zero and within what is left of the payment',
  );
};
