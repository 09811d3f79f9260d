import type { Timers } from '../actors/host/apply-decision';
import { findDueWork, isDue } from '../actors/host/due-work';
import { decidePayment } from '../actors/payments/payment-decisions';
import type { WorkKind } from '../domain/actor-document';
import type { PaymentMessage } from '../machines/payment/payment-messages';
import { continueTrace, inTrace } from '../observability/tracing';
import { type ChargeDependencies, chargeProtocol } from './charge-protocol';

interface PaymentWorkDependencies extends ChargeDependencies {
  timers: Timers;
}

/**
 * Runs one work item of a payment when it is due: a timer becomes a message to the payment, everything else goes through
 * the charge protocol. Safe to repeat: the claim reads the payment again, and the gateway knows the idempotency key.
 * @throws RetryLater while the outcome is unknown
 */
export const createPaymentWork =
  (dependencies: PaymentWorkDependencies) =>
  async (paymentId: string, workId: string): Promise<void> => {
    const { store, clock } = dependencies;
    const work = await findDueWork(store, paymentId, workId, clock());
    if (!work) return;
    if (isTimer(work.kind)) return closeWindow(dependencies, paymentId, { ...work, kind: work.kind });
    const trace = continueTrace(work.traceparent);
    return inTrace(trace, () => chargeProtocol(dependencies, paymentId, work));
  };

const paymentTimers = ['challengeWindow', 'authorizationWindow', 'evidenceWindow'] as const;
type PaymentTimer = (typeof paymentTimers)[number];

const isTimer = (kind: WorkKind): kind is PaymentTimer => paymentTimers.some((timer) => timer === kind);

const closeWindow = async (
  { host, timers, clock }: PaymentWorkDependencies,
  paymentId: string,
  { id: workId, kind, commandId }: { id: string; kind: PaymentTimer; commandId: string },
): Promise<void> => {
  const time = clock();
  const message: PaymentMessage = {
    ...(kind === 'evidenceWindow' ? { type: `${kind}.closed`, workId } : { type: `${kind}.closed` }),
    commandId: `${paymentId}-${workId}-${commandId}`,
    time,
    actor: 'timer',
  };
  // The cached document may be old: the timer may have been set anew since.
  await host.change(paymentId, message, (payment) =>
    isDue(payment, workId, time) ? decidePayment(payment, message, timers) : payment,
  );
};
