import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import { newId } from '../domain/ids';
import type { PaymentMessage } from '../machines/payment/payment-messages';
import type { Clock } from '../ports/clock';
import type { Outcome, PaymentGateway } from '../ports/gateway';
import type { Vault } from '../ports/vault';

export interface OutcomeDependencies {
  gateway: Pick<PaymentGateway, 'capabilities'>;
  vault: Vault;
  clock: Clock;
  send: (paymentId: string, message: PaymentMessage) => Promise<PaymentDocument>;
  /** What stays unknown for this long needs an operator. */
  overdueMs: number;
}

/** An outcome of the gateway, or that the gateway was not asked. */
export type WorkOutcome = Outcome | { kind: 'blocked'; claim?: string | undefined };

/** Applies the outcome of one work item to its payment, and returns whether the work is over. */
export type ApplyOutcome = (
  paymentId: string,
  work: Pick<WorkItem, 'id' | 'kind' | 'state' | 'amountMinor'>,
  outcome: WorkOutcome,
  retryInMs: number,
) => Promise<boolean>;

/** The outcomes after which the gateway is asked again. */
const unsettled: ReadonlySet<WorkOutcome['kind']> = new Set(['unknown', 'absent', 'challenged', 'pending', 'blocked']);

/**
 * Turns an outcome into a fact of the payment: the one place for workers, webhooks, look-ups and the reconciliation. The
 * first definite outcome wins; the rest are recorded.
 */
export const applyOutcome =
  ({ gateway, vault, clock, send, overdueMs }: OutcomeDependencies): ApplyOutcome =>
  async (paymentId, { id: workId, kind, state, amountMinor }, { kind: came, ...outcome }, retryInMs) => {
    const time = clock();
    // A refund that had succeeded and is declined now is another fact: its money came back.
    const isReversed = kind === 'refund' && state === 'succeeded' && came === 'declined';
    await send(paymentId, {
      ...withoutCause(outcome),
      ...('gatewayRef' in outcome && { gatewayRef: vault.seal(outcome.gatewayRef, paymentId) }),
      ...(isReversed && { amountMinor }),
      type: isReversed ? 'refund.failed' : `${kind}.${factNames[came] ?? came}`,
      workId,
      ...(unsettled.has(came) && { retryAt: new Date(time.getTime() + retryInMs) }),
      ...errorOf(came, outcome),
      ...((came === 'absent' || came === 'unknown') && { overdueMs }),
      ...(came === 'absent' && { quietMs: gateway.capabilities.quietMs }),
      commandId: newId(),
      time,
      actor: 'payment-service',
    } as PaymentMessage);
    return !unsettled.has(came);
  };

/** Where the fact has another name than the outcome. */
const factNames: Partial<Record<WorkOutcome['kind'], string>> = { 'refused-request': 'refused' };

const errorMax = 200;

/** Why the gateway gave no answer. Adapters keep the data of the request out of their errors. */
const errorOf = (came: WorkOutcome['kind'], outcome: object): { error?: string } => {
  if (came === 'blocked') return { error: 'The gateway refuses our credentials' };
  const { cause } = outcome as { cause?: unknown };
  return cause instanceof Error ? { error: cause.message.slice(0, errorMax) } : {};
};

const withoutCause = (outcome: object): object => {
  const { cause: _cause, ...said } = outcome as { cause?: unknown };
  return said;
};
