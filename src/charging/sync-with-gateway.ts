import { loadOrRead } from '../actors/host/load-or-read';
import type { PaymentDocument } from '../actors/payments/payment-document';
import type { WorkItem } from '../domain/actor-document';
import { findWorkItem, isOpen } from '../domain/work-item';
import type { Outcome, PaymentGateway } from '../ports/gateway';
import type { ActorStore } from '../ports/stores';
import { type ApplyOutcome, applyOutcome, type OutcomeDependencies } from './apply-outcome';
import { toGatewayRequest } from './gateway-request';

export interface SyncDependencies extends OutcomeDependencies {
  store: Pick<ActorStore<PaymentDocument>, 'load' | 'read'>;
  gateway: PaymentGateway;
}

/** What a gateway event may be about. */
export interface SyncRequest {
  paymentId: string;
  workId: string;
  /** The gateway's handle of the charge, when the event named it. */
  gatewayRef?: string | undefined;
  /** Leaves work alone whose reply is expected at any moment. */
  waitsForReply: boolean;
}

/** `unmatched`: there is no such payment. `pending`: not known yet. */
export type SyncResult = 'applied' | 'unmatched' | 'pending';

const retryInMs = 1_000;

/**
 * Looks up a payment's open work at the gateway after an event about it, and applies the answer. An event may come
 * twice, late, in any order or not at all: what counts is what the gateway says now.
 */
export const syncWithGateway =
  (parts: SyncDependencies) =>
  async ({ paymentId, workId, gatewayRef, waitsForReply }: SyncRequest): Promise<SyncResult> => {
    const payment = await loadOrRead(parts.store, paymentId, ({ work }) => findWorkItem(work, workId) !== undefined);
    if (!payment) return 'unmatched';
    const apply = applyOutcome(parts);
    const doubtful = payment.work.filter((work) => isDoubtful(work, workId));
    if (waitsForReply && doubtful.some((work) => isOut(work, parts.clock()))) return 'pending';

    const answers = doubtful.map(async (work) => {
      const instruction = toGatewayRequest(parts.vault, payment, work);
      const isNamed = work.id === workId && work.kind === 'charge' && gatewayRef !== undefined;
      const outcome = await parts.gateway
        .find(isNamed ? { ...instruction, gatewayRef } : instruction)
        .catch(() => null);
      return outcome ? applyAnswer(apply, payment, work, outcome) : false;
    });
    return (await Promise.all(answers)).every(Boolean) ? 'applied' : 'pending';
  };

/** Whether the work was sent and is not over, or is what the event is about and its charge is not known yet. */
const isDoubtful = (work: WorkItem, workId: string): boolean => {
  if (isOpen(work)) return work.tries > 0;
  return work.id === workId && (work.kind === 'refund' || work.state !== 'succeeded');
};

const isOut = ({ state, dueAt }: WorkItem, now: Date): boolean =>
  state === 'sending' && dueAt !== undefined && dueAt > now;

/** Work that is over changes only when the gateway says otherwise. Returns whether the gateway knew. */
const applyAnswer = async (
  apply: ApplyOutcome,
  payment: PaymentDocument,
  work: WorkItem,
  outcome: Outcome,
): Promise<boolean> => {
  if (outcome.kind === 'unknown') return false;
  if (outcome.kind === 'absent' || outcome.kind === 'challenged' || outcome.kind === 'pending') return true;
  const isGood = outcome.kind === 'succeeded' || outcome.kind === 'authorized';
  if (!isOpen(work) && isGood === (work.state === 'succeeded')) return true;
  return apply(payment._id, work, outcome, retryInMs);
};
