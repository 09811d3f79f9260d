import type Stripe from 'stripe';
import type { Outcome } from '../../ports/gateway';
import { fromStripeAmount } from './stripe-amounts';
import { toDecline } from './stripe-errors';

/** Returns what a payment intent says about its charge. */
export const toChargeOutcome = (intent: Stripe.PaymentIntent): Outcome => {
  const charge = intent.latest_charge;
  const transactionId = typeof charge === 'string' ? charge : (charge?.id ?? intent.id);
  const currency = intent.currency.toUpperCase();
  const common = { currency, transactionId, gatewayRef: intent.id };
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'succeeded', amountMinor: fromStripeAmount(intent.amount_received, currency), ...common };
    case 'requires_capture':
      return { kind: 'authorized', amountMinor: fromStripeAmount(intent.amount_capturable, currency), ...common };
    case 'requires_action':
      return { kind: 'challenged', url: intent.next_action?.redirect_to_url?.url ?? '', gatewayRef: intent.id };
    case 'requires_payment_method':
      return toDecline(intent.last_payment_error, { isByIssuer: intent.last_payment_error?.type === 'card_error' });
    case 'canceled':
      return toDecline({ code: 'canceled', message: 'The payment was cancelled' });
    case 'processing':
      return { kind: 'pending' };
    default:
      return { kind: 'unknown', cause: new Error(`The payment intent is ${intent.status}`) };
  }
};

/** Returns the outcome of a void: the intent is cancelled. */
export const toVoidOutcome = ({ id, amount, currency }: Stripe.PaymentIntent): Outcome => ({
  kind: 'succeeded',
  amountMinor: fromStripeAmount(amount, currency),
  currency: currency.toUpperCase(),
  transactionId: id,
  gatewayRef: id,
});

/** Returns what a refund says; one that is pending has no outcome yet. */
export const toRefundOutcome = ({ id, amount, currency, status, failure_reason }: Stripe.Refund): Outcome => {
  if (status === 'succeeded') {
    const amountMinor = fromStripeAmount(amount, currency);
    return { kind: 'succeeded', amountMinor, currency: currency.toUpperCase(), transactionId: id, gatewayRef: id };
  }
  if (status === 'failed' || status === 'canceled') {
    return toDecline({ code: failure_reason ?? 'refund_failed', message: 'The refund failed' });
  }
  return { kind: 'pending' };
};
