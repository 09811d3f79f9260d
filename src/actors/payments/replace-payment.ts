import { DomainError } from '../../domain/errors';
import { awaitsCustomer, voidRefusal } from '../../machines/payment/payment-refusals';
import type { Request } from '../../ports/request';
import { toEnvelope } from '../host/idempotency';
import { decidePayment } from './payment-decisions';
import type { PaymentDependencies } from './payment-dependencies';
import type { PaymentDocument } from './payment-document';

/** How long the gateway has to cancel the charge that the customer left. */
const endWithinMs = 5_000;

/**
 * Ends a payment that waits for its customer, at the gateway first, so that another one may take its place: never two
 * can be charged. Returns its id when it ended without money. Safe to repeat, and for several callers at once.
 * @throws DomainError `payment-in-progress` when it waits for no customer, failed otherwise, or did not end in time
 */
export const endWaitingPayment = async (
  { host, store, commits, timers, clock }: PaymentDependencies,
  paymentId: string,
  from: Request,
): Promise<string> => {
  const waiting = await store.read(paymentId);
  if (!waiting || !(awaitsCustomer(waiting) || hasEnded(waiting))) throw paymentInProgress(paymentId);
  const message = { type: 'void' as const, workId: 'void-replaced', reason: 'replaced', ...toEnvelope(from, clock()) };
  const payment = await host.change(paymentId, message, (stored) =>
    voidRefusal(stored) === null && awaitsCustomer(stored) ? decidePayment(stored, message, timers) : stored,
  );
  const ended = await commits.waitUntil(payment, ({ status }) => status !== 'pending', endWithinMs);
  if (hasEnded(ended)) return paymentId;
  throw paymentInProgress(paymentId);
};

/** A payment that failed otherwise, such as by a decline, counts first: the order has to receive its event. */
const hasEnded = ({ status, failedBy }: PaymentDocument): boolean =>
  status === 'voided' || (status === 'failed' && failedBy === 'customer');

const paymentInProgress = (paymentId: string): DomainError =>
  new DomainError('payment-in-progress', 'The order waits for another payment already', { paymentId });
