import { type Form, formIn, textIn } from '../../request';
import { metadataIn, required } from '../api/parameters';
import { declined, invalidParameter, missing, missingParameter, refused } from '../errors';
import { stripeId } from '../ids';
import { cardOf, isSingleUse } from './card-tokens';
import { type Gateway, showMethod } from './gateway';
import type { PaymentMethod, StoredMethod } from './objects';

/** Creates a payment method from a card token, or for PayPal. https://docs.stripe.com/api/payment_methods/create */
export const createMethod = (gateway: Gateway, form: Form): PaymentMethod => {
  const type = required(form, 'type');
  const token = type === 'paypal' ? 'paypal' : cardTokenIn(formIn(form, 'card'), 'card');
  if (isSingleUse(token) && gateway.methods.by(token).length > 0) {
    throw refused(`You cannot use a Stripe token more than once: ${token}.`, { code: 'token_already_used' });
  }
  const method = newMethod(gateway, token);
  gateway.methods.save({ ...method, metadata: metadataIn(formIn(form, 'metadata')) });
  return showMethod(method);
};

/** A payment method that `payment_method_data` describes. */
export const methodOfData = (gateway: Gateway, data: Form): StoredMethod => {
  const isPaypal = textIn(data, 'type') === 'paypal';
  const token = isPaypal ? 'paypal' : cardTokenIn(formIn(data, 'card'), 'payment_method_data[card]');
  return newMethod(gateway, token);
};

const newMethod = ({ unixNow }: Gateway, token: string): StoredMethod => ({
  id: stripeId('pm'),
  object: 'payment_method',
  ...(token === 'paypal' ? { type: 'paypal', paypal: {} } : { type: 'card', card: cardOf(token) }),
  created: unixNow(),
  customer: null,
  livemode: false,
  metadata: {},
  token,
  usedBy: null,
});

const cardTokenIn = (card: Form | undefined, param: string): string => {
  const token = textIn(card, 'token');
  if (token === undefined) throw missingParameter(param);
  if (token.startsWith('tok_')) return token;
  throw invalidParameter(`No such token: '${token}'`, `${param}[token]`, 'resource_missing');
};

/** Finds a payment method; `pm_card_…` are Stripe's ready-made ones. https://docs.stripe.com/testing */
export const getMethod = (gateway: Gateway, id: string): StoredMethod => {
  const known = gateway.methods.find(id);
  if (known) return known;
  if (!id.startsWith('pm_card_')) throw missing('PaymentMethod', id, 'payment_method');
  return newMethod(gateway, `tok_${id.slice('pm_card_'.length)}`);
};

/** Attaches a payment method to a customer. https://docs.stripe.com/api/payment_methods/attach */
export const attachMethod = (gateway: Gateway, form: Form, id: string): PaymentMethod => {
  const customer = required(form, 'customer');
  gateway.customers.get(customer);
  const method = getMethod(gateway, id);
  if (method.customer !== null && method.customer !== customer) {
    throw refused('The payment method you provided has already been attached to a customer.');
  }
  if (method.usedBy !== null) throw usedUp();
  if (method.token === 'tok_attachDeclined') {
    throw declined({ code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' });
  }
  return attachTo(gateway, method, customer);
};

/** Keeps a payment method for a customer. */
export const attachTo = ({ methods, emit }: Gateway, method: StoredMethod, customer: string): PaymentMethod => {
  const attached = { ...method, customer };
  methods.save(attached);
  emit('payment_method.attached', JSON.stringify(showMethod(attached)));
  return showMethod(attached);
};

/** Detaches a payment method from its customer for good. https://docs.stripe.com/api/payment_methods/detach */
export const detachMethod = ({ methods, emit }: Gateway, id: string): PaymentMethod => {
  const method = methods.get(id);
  if (method.customer === null) {
    throw refused('The payment method you provided is not attached to a customer so detachment is impossible.');
  }
  const detached = { ...method, customer: null, usedBy: 'detached' };
  methods.save(detached);
  emit('payment_method.detached', JSON.stringify(showMethod(detached)));
  return showMethod(detached);
};

/**
 * Checks that a payment method may pay for an intent of a customer.
 * https://docs.stripe.com/payments/payment-methods#customers
 * @throws StripeError 400
 */
export const assertUsable = (method: StoredMethod, intentId: string, customer: string | null): void => {
  if (method.customer !== null && customer === null) {
    throw refused(
      'The PaymentMethod belongs to a customer. The request must name this customer, for security purposes.',
      { code: 'payment_method_unexpected_state', param: 'customer' },
    );
  }
  if (method.customer !== null && method.customer !== customer) {
    throw refused('The PaymentMethod does not belong to the Customer you supplied.', {
      code: 'payment_method_unexpected_state',
      param: 'payment_method',
    });
  }
  if (method.customer === null && method.usedBy !== null && method.usedBy !== intentId) throw usedUp();
};

const usedUp = () =>
  refused(
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment or was detached from a Customer. It may not be used again.',
    { code: 'payment_method_unexpected_state', param: 'payment_method' },
  );
