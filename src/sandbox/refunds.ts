import { type Form, formIn, textIn } from './form';
import type { Ledger } from './ledger';
import type { Intents } from './payment-intents';
import { invalidRequest, metadataIn, missing, type Refund, stripeError, stripeId, unixNow } from './stripe-objects';

export interface Refunds {
  create: (form: Form) => Refund;
  get: (id: string) => Refund;
  list: (paymentIntent: string | null) => Refund[];
  restore: (refunds: Refund[]) => void;
}

/** Refunds of payment intents: never more than was received. */
export const refundsOf = (intents: Intents, ledger: Ledger, emit: (type: string, object: Refund) => void): Refunds => {
  const refunds = new Map<string, Refund>();
  const list = (paymentIntent: string | null): Refund[] =>
    [...refunds.values()].reverse().filter((one) => paymentIntent === null || one.payment_intent === paymentIntent);
  return {
    list,
    get: (id) => {
      const refund = refunds.get(id);
      if (!refund) throw missing('refund', id);
      return refund;
    },
    create: (form) => {
      const intent = intents.get(textIn(form, 'payment_intent') ?? '');
      const left = intent.amount_received - list(intent.id).reduce((sum, { amount }) => sum + amount, 0);
      const asked = textIn(form, 'amount');
      const amount = asked === undefined ? left : Number(asked);
      if (left === 0)
        throw stripeError(400, {
          type: 'invalid_request_error',
          code: 'charge_already_refunded',
          message: 'Already refunded',
        });
      if (!Number.isSafeInteger(amount) || amount < 1 || amount > left)
        throw invalidRequest('Refund amount is greater than what is left', 'amount');
      const refund: Refund = {
        ...{ id: stripeId('re'), object: 'refund', amount, currency: intent.currency, payment_intent: intent.id },
        ...{ charge: String(intent.latest_charge), status: 'succeeded', created: unixNow() },
        metadata: metadataIn(formIn(form, 'metadata')),
      };
      refunds.set(refund.id, refund);
      const { id, currency } = refund;
      ledger.append({
        kind: 'refund',
        status: 'succeeded',
        id,
        paymentIntent: intent.id,
        amount,
        currency,
        metadata: intent.metadata,
      });
      emit('refund.created', refund);
      return refund;
    },
    restore: (kept) => {
      for (const refund of kept) refunds.set(refund.id, refund);
    },
  };
};
