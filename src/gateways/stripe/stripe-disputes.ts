import type Stripe from 'stripe';
import type { Dispute } from '../../domain/payment';
import { fromStripeAmount } from './stripe-amounts';
import { listAll } from './stripe-client';

/** Returns the disputes of one payment intent (docs.stripe.com/api/disputes/list). */
export const readDisputes = async (stripe: Stripe, intentId: string): Promise<Dispute[]> =>
  (await listAll((page) => stripe.disputes.list({ payment_intent: intentId, ...page }))).map(toDispute);

/** Returns the disputes that were opened since then, each with its payment intent. */
export const listDisputes = async (stripe: Stripe, since: Date) => {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  const disputes = await listAll((page) => stripe.disputes.list({ created, ...page }));
  return disputes.flatMap((dispute) => {
    const { payment_intent: intent } = dispute;
    if (intent === null) return [];
    return [{ gatewayRef: typeof intent === 'string' ? intent : intent.id, dispute: toDispute(dispute) }];
  });
};

/** Returns the ids of the early fraud warnings about one payment intent (docs.stripe.com/disputes/measuring). */
export const readFraudWarnings = async (stripe: Stripe, intentId: string): Promise<string[]> => {
  const warnings = await listAll((page) => stripe.radar.earlyFraudWarnings.list({ payment_intent: intentId, ...page }));
  return warnings.filter(({ actionable }) => actionable).map(({ id }) => id);
};

/** Statuses and their stage (docs.stripe.com/disputes/how-disputes-work). An appeal follows a lost dispute. */
const statuses: Record<string, Pick<Dispute, 'stage' | 'status'>> = {
  warning_needs_response: { stage: 'inquiry', status: 'needs_response' },
  warning_under_review: { stage: 'inquiry', status: 'under_review' },
  warning_closed: { stage: 'inquiry', status: 'closed' },
  prevented: { stage: 'chargeback', status: 'closed' },
  needs_response: { stage: 'chargeback', status: 'needs_response' },
  under_review: { stage: 'chargeback', status: 'under_review' },
  appeal_needs_response: { stage: 'chargeback', status: 'needs_response' },
  appeal_under_review: { stage: 'chargeback', status: 'under_review' },
  won: { stage: 'chargeback', status: 'won' },
  lost: { stage: 'chargeback', status: 'lost' },
};
/** A status that Stripe adds later needs an operator. */
const unknownStatus = { stage: 'chargeback', status: 'needs_response' } as const;

const toDispute = ({ id, status, amount, currency, reason, created, evidence_details }: Stripe.Dispute): Dispute => {
  const { due_by } = evidence_details;
  return {
    id,
    ...(statuses[status] ?? unknownStatus),
    amountMinor: fromStripeAmount(amount, currency),
    reason,
    ...(due_by !== null && { evidenceDueAt: new Date(due_by * 1000) }),
    openedAt: new Date(created * 1000),
  };
};
