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
}

/** Tells a payment what came of one piece of work, and answers whether that is the end of it. */
export type ApplyOutcome = (
  paymentId: string,
  work: Pick<WorkItem, 'id' | 'kind' | 'state' | 'amountMinor'>,
  outcome: Outcome,
  retryInMs: number,
) => Promise<boolean>;

/**
 * The one place where an outcome becomes a fact of the payment, whoever heard it: a worker, a webhook, a look-up or the
 * reconciliation. The first definite one wins; the rest are recorded.
 */
export const applyOutcome =
  ({ gateway, vault, clock, send }: OutcomeDependencies): ApplyOutcome =>
  async (paymentId, { id: workId, kind, state, amountMinor }, { kind: came, ...outcome }, retryInMs) => {
    const time = clock();
    const isUnsettled = came === 'unknown' || came === 'absent' || came === 'challenged';
    // A refund that had succeeded and is refused now is another fact: its money came back.
    const isTakenBack = kind === 'refund' && state === 'succeeded' && came === 'declined';
    await send(paymentId, {
      ...withoutCause(outcome),
      ...('gatewayRef' in outcome && { gatewayRef: vault.seal(outcome.gatewayRef) }),
      ...(isTakenBack && { amountMinor }),
      type: isTakenBack ? 'refund.failed' : `${kind}.${came}`,
      workId,
      ...(isUnsettled && { retryAt: new Date(time.getTime() + retryInMs) }),
      ...(came === 'absent' && { quietMs: gateway.capabilities.quietMs }),
      commandId: newId(),
      time,
      actor: 'payment-service',
    } as PaymentMessage);
    return !isUnsettled;
  };

const withoutCause = (outcome: object): object => {
  const { cause: _cause, ...said } = outcome as { cause?: unknown };
  return said;
};
