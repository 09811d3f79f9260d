import { type Form, formIn, textIn } from '../../request';
import { metadataIn } from '../api/parameters';
import { refused } from '../errors';
import { stripeId } from '../ids';
import { keep as keepCharge } from './charges';
import type { Gateway } from './gateway';
import type { Charge, Dispute, EarlyFraudWarning } from './objects';

const answerSeconds = 7 * 86_400;
const closed = new Set(['won', 'lost', 'warning_closed']);

/**
 * The customer's bank disputes a charge: its amount and a fee leave the balance at once. An inquiry
 * (`warning_needs_response`) moves nothing. https://docs.stripe.com/disputes/how-disputes-work
 */
export const openDispute = (
  gateway: Gateway,
  charge: Charge,
  { amount = charge.amount_captured - charge.amount_refunded, reason = 'fraudulent', isInquiry = false },
): Dispute => {
  if (!(Number.isSafeInteger(amount) && amount >= 1 && amount <= charge.amount_captured)) {
    throw refused('The disputed amount is not within what was captured.', { param: 'amount' });
  }
  const created = gateway.unixNow();
  const due_by = created + answerSeconds;
  const dispute: Dispute = {
    id: stripeId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    evidence: {},
    evidence_details: { due_by, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.payment_intent,
    reason,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  };
  keepCharge(gateway, { ...charge, disputed: !isInquiry }, 'charge.updated');
  if (isInquiry) return keep(gateway, dispute, 'charge.dispute.created');
  const withdrawn = moveFunds(gateway, dispute, 'dispute');
  keep(gateway, withdrawn, 'charge.dispute.created');
  return keep(gateway, withdrawn, 'charge.dispute.funds_withdrawn');
};

/** What may become of a dispute: an inquiry is closed, or escalates to a chargeback. */
const nextStatuses: Record<'inquiry' | 'chargeback', string[]> = {
  inquiry: ['warning_under_review', 'warning_closed', 'needs_response'],
  chargeback: ['needs_response', 'under_review', 'won', 'lost'],
};

/**
 * The bank decides, or looks at the evidence. An inquiry that becomes a chargeback takes the money; a dispute that is won
 * reinstates it.
 */
export const decideDispute = (gateway: Gateway, id: string, status: Dispute['status']): Dispute => {
  const before = gateway.disputes.get(id);
  const possible = closed.has(before.status) ? [] : nextStatuses[isInquiry(before) ? 'inquiry' : 'chargeback'];
  if (!possible.includes(status)) throw refused(`The dispute is ${before.status}.`);
  if (isInquiry(before) && status === 'needs_response') return escalate(gateway, before);
  const decided: Dispute = { ...before, status, is_charge_refundable: isInquiry(before) };
  if (!closed.has(status)) return keep(gateway, decided, 'charge.dispute.updated');
  if (status === 'won' && before.balance_transactions.length > 0) {
    const reinstated = moveFunds(gateway, decided, 'dispute_reversal');
    keep(gateway, reinstated, 'charge.dispute.funds_reinstated');
    return keep(gateway, reinstated, 'charge.dispute.closed');
  }
  return keep(gateway, decided, 'charge.dispute.closed');
};

const escalate = (gateway: Gateway, inquiry: Dispute): Dispute => {
  const due_by = gateway.unixNow() + answerSeconds;
  const evidence_details = { ...inquiry.evidence_details, due_by };
  const dispute: Dispute = { ...inquiry, status: 'needs_response', is_charge_refundable: false, evidence_details };
  keepCharge(gateway, { ...gateway.charges.get(dispute.charge), disputed: true }, 'charge.updated');
  const withdrawn = moveFunds(gateway, dispute, 'dispute');
  keep(gateway, withdrawn, 'charge.dispute.updated');
  return keep(gateway, withdrawn, 'charge.dispute.funds_withdrawn');
};

/** Adds evidence, and submits it unless asked not to. https://docs.stripe.com/api/disputes/update */
export const updateDispute = (gateway: Gateway, form: Form, id: string): Dispute => {
  const before = gateway.disputes.get(id);
  if (closed.has(before.status)) throw refused('This dispute is already closed');
  const evidence = metadataIn(formIn(form, 'evidence'), before.evidence);
  const isSubmitted = textIn(form, 'submit') !== 'false' && Object.keys(evidence).length > 0;
  const { evidence_details: details } = before;
  const submission_count = details.submission_count + (isSubmitted ? 1 : 0);
  const updated: Dispute = {
    ...before,
    evidence,
    evidence_details: { ...details, has_evidence: Object.keys(evidence).length > 0, submission_count },
    metadata: metadataIn(formIn(form, 'metadata'), before.metadata),
    ...(isSubmitted && { status: isInquiry(before) ? 'warning_under_review' : 'under_review' }),
  };
  return keep(gateway, updated, 'charge.dispute.updated');
};

const isInquiry = ({ status }: Dispute): boolean => status.startsWith('warning_');

/** The issuer suspects fraud; no money moves. https://docs.stripe.com/disputes/measuring#early-fraud-warnings */
export const warnOfFraud = ({ warnings, emit, unixNow }: Gateway, charge: Charge): EarlyFraudWarning => {
  const warning: EarlyFraudWarning = {
    id: stripeId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: unixNow(),
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    payment_intent: charge.payment_intent ?? '',
  };
  emit('radar.early_fraud_warning.created', warnings.save(warning));
  return warning;
};

const keep = ({ disputes, emit }: Gateway, dispute: Dispute, event: string): Dispute => {
  emit(event, disputes.save(dispute));
  return dispute;
};

/** Takes the amount out of the balance, or puts it back, and writes it into the ledger. */
const moveFunds = (gateway: Gateway, dispute: Dispute, kind: 'dispute' | 'dispute_reversal'): Dispute => {
  const { id, amount, currency, charge, payment_intent } = dispute;
  const signed = kind === 'dispute' ? -amount : amount;
  const { metadata } = gateway.charges.get(charge);
  const moved = gateway.balance.book({ kind, amount: signed, currency, source: id });
  gateway.ledger.append({
    kind,
    status: 'succeeded',
    id,
    paymentIntent: payment_intent ?? '',
    amount,
    currency,
    metadata,
  });
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, moved] };
};
