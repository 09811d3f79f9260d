import { stripeId } from '../ids';
import type { Gateway } from './gateway';
import type { Charge, Intent, Problem } from './objects';

/** Charges an intent, or authorizes it for a later capture. Returns the charge. */
export const charge = (gateway: Gateway, intent: Intent, isHeld: boolean): Charge => {
  const made = newCharge(gateway, intent);
  if (isHeld) {
    record(gateway, intent, made.id, 'authorization', intent.amount);
    return keep(gateway, { ...made, paid: true, status: 'succeeded' }, 'charge.succeeded');
  }
  record(gateway, intent, made.id, 'charge', intent.amount);
  const succeeded: Charge = { ...made, paid: true, status: 'succeeded', captured: true, amount_captured: made.amount };
  return keep(gateway, booked(gateway, succeeded), 'charge.succeeded');
};

/** Records a charge that the issuer declined. */
export const failCharge = (gateway: Gateway, intent: Intent, { code, message }: Problem): Charge =>
  keep(gateway, { ...newCharge(gateway, intent), failure_code: code, failure_message: message }, 'charge.failed');

/** Captures an authorized charge; what is not captured is released. */
export const captureCharge = (gateway: Gateway, intent: Intent, amount: number): Charge => {
  const held = gateway.charges.get(intent.latest_charge ?? '');
  record(gateway, intent, held.id, 'capture', amount);
  return keep(gateway, booked(gateway, { ...held, captured: true, amount_captured: amount }), 'charge.captured');
};

/**
 * Releases an authorized charge. Nothing is refunded: since 2025-03-31 a release is no refund of the charge.
 * https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
 */
export const releaseCharge = (gateway: Gateway, intent: Intent, isExpired: boolean): void => {
  const held = gateway.charges.get(intent.latest_charge ?? '');
  record(gateway, intent, held.id, 'void', intent.amount_capturable);
  if (isExpired) keep(gateway, held, 'charge.expired');
};

/** Keeps a version of a charge and emits an event about it. */
export const keep = ({ charges, emit }: Gateway, changed: Charge, event: string, previous?: object): Charge => {
  emit(event, charges.save(changed), previous);
  return changed;
};

const booked = ({ balance }: Gateway, made: Charge): Charge => {
  const { id: source, amount_captured: amount, currency } = made;
  return { ...made, balance_transaction: balance.book({ kind: 'charge', amount, currency, source }).id };
};

const newCharge = ({ unixNow }: Gateway, intent: Intent): Charge => ({
  id: stripeId('ch'),
  object: 'charge',
  amount: intent.amount,
  amount_captured: 0,
  amount_refunded: 0,
  balance_transaction: null,
  captured: false,
  created: unixNow(),
  currency: intent.currency,
  customer: intent.customer,
  disputed: false,
  failure_code: null,
  failure_message: null,
  livemode: false,
  metadata: intent.metadata,
  paid: false,
  payment_intent: intent.id,
  payment_method: intent.payment_method,
  refunded: false,
  status: 'failed',
});

const record = (
  { ledger }: Gateway,
  { id: paymentIntent, currency, metadata }: Intent,
  id: string,
  kind: 'charge' | 'authorization' | 'capture' | 'void',
  amount: number,
): void => ledger.append({ kind, status: 'succeeded', id, paymentIntent, amount, currency, metadata });
