import type { Fault } from '../../faults';
import { type Form, formIn, textIn } from '../../request';
import { metadataIn } from '../api/parameters';
import { missingParameter, refused, type StripeError } from '../errors';
import { stripeId } from '../ids';
import { amountIn, toDecimal } from './amounts';
import { keep as keepCharge } from './charges';
import type { Gateway } from './gateway';
import type { Charge, Metadata, Refund } from './objects';

/** Refunds a charge, wholly or in part. https://docs.stripe.com/api/refunds/create */
export const createRefund = (gateway: Gateway, form: Form, fault: Fault | null): Refund => {
  const reason = textIn(form, 'reason') as Refund['reason'];
  const metadata = metadataIn(formIn(form, 'metadata'));
  return refund(gateway, chargeIn(gateway, form), { asked: textIn(form, 'amount'), reason, metadata }, fault);
};

interface RefundRequest {
  asked: string | undefined;
  reason?: Refund['reason'];
  metadata: Metadata;
}

/** Refunds a charge. With the fault `pending` the refund stays pending until a script ends it. */
export const refund = (
  gateway: Gateway,
  charge: Charge,
  { asked, reason = null, metadata }: RefundRequest,
  fault: Fault | null = null,
): Refund => {
  if (isChargedBack(gateway, charge)) {
    throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  }
  const amount = refundableIn(charge, asked);
  if (fault?.kind === 'balance-insufficient') {
    throw refused('Insufficient funds in your Stripe balance to refund this amount.', { code: 'balance_insufficient' });
  }
  const id = stripeId('re');
  const { currency } = charge;
  const isPending = fault?.kind === 'pending';
  const made: Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: gateway.balance.book({ kind: 'refund', amount: -amount, currency, source: id }).id,
    charge: charge.id,
    created: gateway.unixNow(),
    currency,
    metadata,
    payment_intent: charge.payment_intent,
    reason: reason ?? null,
    status: isPending ? 'pending' : 'succeeded',
    ...(isPending && { pending_reason: 'processing' }),
  };
  if (!isPending) record(gateway, made);
  gateway.emit('refund.created', gateway.refunds.save(made));
  keepCharge(gateway, withRefunded(charge, amount), 'charge.refunded', { amount_refunded: charge.amount_refunded });
  return made;
};

/** Ends a pending refund well. */
export const succeedRefund = (gateway: Gateway, id: string): Refund => {
  const { pending_reason: _reason, ...pending } = gateway.refunds.get(id);
  if (pending.status !== 'pending') throw refused(`The refund is ${pending.status}.`);
  const succeeded: Refund = { ...pending, status: 'succeeded' };
  record(gateway, succeeded);
  keep(gateway, succeeded, ['refund.updated', 'charge.refund.updated']);
  return succeeded;
};

/** The bank sends the money of a refund back: it failed, after a pending or a succeeded state. */
export const failRefund = (gateway: Gateway, id: string, reason = 'expired_or_canceled_card'): Refund => {
  const { pending_reason: _reason, ...before } = gateway.refunds.get(id);
  if (before.status !== 'pending' && before.status !== 'succeeded') throw refused(`The refund is ${before.status}.`);
  const { amount, currency } = before;
  const { id: txn } = gateway.balance.book({ kind: 'refund_failure', amount, currency, source: id });
  const failed: Refund = { ...before, status: 'failed', failure_reason: reason, failure_balance_transaction: txn };
  if (before.status === 'succeeded') record(gateway, failed);
  const charge = gateway.charges.get(before.charge ?? '');
  keepCharge(gateway, withRefunded(charge, -amount), 'charge.updated');
  keep(gateway, failed, ['refund.failed', 'refund.updated', 'charge.refund.updated']);
  return failed;
};

/** Sets the metadata of a refund. https://docs.stripe.com/api/refunds/update */
export const updateRefund = (gateway: Gateway, form: Form, id: string): Refund => {
  const before = gateway.refunds.get(id);
  const updated = { ...before, metadata: metadataIn(formIn(form, 'metadata'), before.metadata ?? {}) };
  keep(gateway, updated, ['refund.updated', 'charge.refund.updated']);
  return updated;
};

const keep = ({ refunds, emit }: Gateway, changed: Refund, events: string[]): void => {
  const text = refunds.save(changed);
  for (const event of events) emit(event, text);
};

const record = ({ ledger, charges }: Gateway, { id, amount, currency, status, charge, payment_intent }: Refund): void =>
  ledger.append({
    kind: 'refund',
    status: status === 'failed' ? 'failed' : 'succeeded',
    id,
    paymentIntent: payment_intent ?? '',
    amount,
    currency,
    metadata: charges.get(charge ?? '').metadata,
  });

const withRefunded = (charge: Charge, amount: number): Charge => {
  const amount_refunded = charge.amount_refunded + amount;
  return { ...charge, amount_refunded, refunded: amount_refunded === charge.amount_captured };
};

/** The charge that a request names, directly or by its intent. @throws StripeError 400, 404 */
const chargeIn = ({ charges, intents }: Gateway, form: Form): Charge => {
  const id = textIn(form, 'charge');
  if (id !== undefined) return charges.get(id);
  const intentId = textIn(form, 'payment_intent');
  if (intentId === undefined) throw missingParameter('payment_intent');
  const { latest_charge, amount_received } = intents.get(intentId);
  if (latest_charge === null || amount_received === 0) throw nothingToRefund(intentId);
  return charges.get(latest_charge);
};

const nothingToRefund = (id: string): StripeError =>
  refused(`This PaymentIntent (${id}) does not have a successful charge to refund.`);

/** Whether a chargeback withholds the money, or took it: one that was won gave it back. */
const isChargedBack = ({ disputes }: Gateway, { id }: Charge): boolean =>
  disputes.by(id).some(({ status }) => status !== 'won' && !status.startsWith('warning_'));

/** https://docs.stripe.com/error-codes: `charge_already_refunded`. */
const refundableIn = (charge: Charge, asked: string | undefined): number => {
  const amount = asked === undefined ? undefined : amountIn(asked, charge.currency, 'amount');
  if (!charge.captured) throw nothingToRefund(charge.payment_intent ?? '');
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  if (amount !== undefined && amount > left) {
    const [more, less] = [toDecimal(amount, charge.currency), toDecimal(left, charge.currency)];
    throw refused(`Refund amount (${more}) is greater than unrefunded amount on charge (${less})`, { param: 'amount' });
  }
  return amount ?? left;
};
