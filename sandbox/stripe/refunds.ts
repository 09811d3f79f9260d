import type { Journal } from '../journal';
import { type Form, formIn, textIn } from '../request';
import type { Ledger } from './ledger';
import type { Intents } from './payment-intents';
import {
  type Intent,
  invalidRequest,
  metadataIn,
  missing,
  type Refund,
  stripeError,
  stripeId,
  unixNow,
} from './stripe-objects';

export interface Refunds {
  create: (form: Form) => Refund;
  get: (id: string) => Refund;
  /** Newest first. */
  list: (paymentIntent: string | null) => Refund[];
  /** The bank sent the money of a refund back: it failed after all. */
  fail: (id: string) => Refund;
}

interface RefundsParts {
  intents: Intents;
  ledger: Ledger;
  journal: Journal<Refund>;
  emit: (type: string, object: Refund) => void;
}

/** Refunds of payment intents: never more than was received. */
export const refundsOf = ({ intents, ledger, journal, emit }: RefundsParts): Refunds => {
  const refunds = new Map(journal.values.map((refund) => [refund.id, refund]));
  const list = (paymentIntent: string | null): Refund[] =>
    [...refunds.values()].reverse().filter((one) => paymentIntent === null || one.payment_intent === paymentIntent);
  const get = (id: string): Refund => {
    const refund = refunds.get(id);
    if (!refund) throw missing('refund', id);
    return refund;
  };
  const change = (refund: Refund, event: string): Refund => {
    const { id, status, amount, currency, payment_intent: paymentIntent } = refund;
    const { metadata } = intents.get(paymentIntent);
    refunds.set(id, refund);
    journal.append(refund);
    ledger.append({ kind: 'refund', status, id, paymentIntent, amount, currency, metadata });
    emit(event, refund);
    return refund;
  };
  return {
    list,
    get,
    create: (form) => {
      const intent = intents.get(textIn(form, 'payment_intent') ?? '');
      return change(newRefund(form, intent, list(intent.id)), 'refund.created');
    },
    fail: (id) => change({ ...get(id), status: 'failed', failure_reason: 'expired_or_canceled_card' }, 'refund.failed'),
  };
};

const newRefund = (form: Form, intent: Intent, earlier: Refund[]): Refund => {
  if (intent.amount_received === 0)
    throw invalidRequest('This PaymentIntent does not have a successful charge to refund.');
  const done = earlier.filter(({ status }) => status === 'succeeded');
  const left = intent.amount_received - done.reduce((sum, { amount }) => sum + amount, 0);
  if (left === 0) {
    const message = 'The charge has already been refunded.';
    throw stripeError(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message });
  }
  const asked = textIn(form, 'amount');
  const amount = asked === undefined ? left : Number(asked);
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > left) {
    throw invalidRequest('The refund is greater than what is left', 'amount');
  }
  return {
    id: stripeId('re'),
    object: 'refund',
    amount,
    currency: intent.currency,
    payment_intent: intent.id,
    charge: intent.latest_charge ?? '',
    status: 'succeeded',
    metadata: metadataIn(formIn(form, 'metadata')),
    created: unixNow(),
  };
};
