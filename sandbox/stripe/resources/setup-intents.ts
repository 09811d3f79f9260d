import { type Form, formIn, textIn } from '../../request';
import { metadataIn } from '../api/parameters';
import { declined, missing, missingParameter, refused } from '../errors';
import { stripeId } from '../ids';
import { isChallenged } from './card-tokens';
import type { Gateway } from './gateway';
import type { NextAction, Problem, SetupIntent, StoredMethod } from './objects';
import { assertUsable, attachTo, getMethod } from './payment-methods';

/** Creates a setup intent, and confirms it when asked to. https://docs.stripe.com/api/setup_intents/create */
export const createSetup = (gateway: Gateway, form: Form): SetupIntent => {
  const customer = textIn(form, 'customer') ?? null;
  if (customer !== null && !gateway.customers.find(customer)) throw missing('customer', customer, 'customer');
  const payment_method = textIn(form, 'payment_method') ?? null;
  const id = stripeId('seti');
  const setup: SetupIntent = {
    id,
    object: 'setup_intent',
    cancellation_reason: null,
    client_secret: `${id}_secret_sandbox`,
    created: gateway.unixNow(),
    customer,
    description: textIn(form, 'description') ?? null,
    last_setup_error: null,
    livemode: false,
    metadata: metadataIn(formIn(form, 'metadata')),
    next_action: null,
    payment_method,
    payment_method_types: ['card', 'paypal'],
    status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
    usage: textIn(form, 'usage') ?? 'off_session',
  };
  if (textIn(form, 'confirm') !== 'true') return keep(gateway, setup, 'setup_intent.created');
  const method = confirmableMethod(gateway, setup, form);
  return confirm(gateway, keep(gateway, setup, 'setup_intent.created'), method, form);
};

/** Confirms a setup intent: its payment method is attached to the customer. https://docs.stripe.com/api/setup_intents/confirm */
export const confirmSetup = (gateway: Gateway, form: Form, id: string): SetupIntent => {
  const before = gateway.setups.get(id);
  assertStatus(before, 'confirmed', ['requires_payment_method', 'requires_confirmation', 'requires_action']);
  return confirm(gateway, before, confirmableMethod(gateway, before, form), form);
};

/** The payment method, if it can confirm a setup intent. Changes nothing. @throws StripeError 400 */
const confirmableMethod = (gateway: Gateway, setup: SetupIntent, form: Form): StoredMethod => {
  const methodId = textIn(form, 'payment_method') ?? setup.payment_method;
  if (methodId === null) throw missingParameter('payment_method');
  const method = getMethod(gateway, methodId);
  assertUsable(method, setup.id, setup.customer);
  return method;
};

const confirm = (gateway: Gateway, before: SetupIntent, method: StoredMethod, form: Form): SetupIntent => {
  gateway.methods.save({ ...method, usedBy: method.customer === null ? before.id : method.usedBy });
  const setup: SetupIntent = { ...before, payment_method: method.id, last_setup_error: null, next_action: null };
  // The tokens whose charges are declined can be stored, as with Stripe's card 4000 0000 0000 0341.
  if (method.token === 'tok_attachDeclined') throw decline(gateway, setup, 'generic_decline');
  return isChallenged(method.token) ? challenge(gateway, setup, textIn(form, 'return_url')) : succeed(gateway, setup);
};

/** The customer decided at the bank's page. */
export const answerSetup = (gateway: Gateway, id: string, isApproved: boolean): SetupIntent => {
  const setup = gateway.setups.get(id);
  assertStatus(setup, 'authenticated', ['requires_action']);
  return isApproved
    ? succeed(gateway, setup)
    : keep(gateway, failed(setup, authenticationFailed), 'setup_intent.setup_failed');
};

/** Cancels a setup intent. https://docs.stripe.com/api/setup_intents/cancel */
export const cancelSetup = (gateway: Gateway, form: Form, id: string): SetupIntent => {
  const setup = gateway.setups.get(id);
  assertStatus(setup, 'canceled', ['requires_payment_method', 'requires_confirmation', 'requires_action']);
  const cancellation_reason = textIn(form, 'cancellation_reason') ?? null;
  return keep(
    gateway,
    { ...setup, status: 'canceled', cancellation_reason, next_action: null },
    'setup_intent.canceled',
  );
};

const succeed = (gateway: Gateway, setup: SetupIntent): SetupIntent => {
  const method = gateway.methods.get(setup.payment_method ?? '');
  if (setup.customer !== null && method.customer === null)
    attachTo(gateway, { ...method, usedBy: null }, setup.customer);
  return keep(gateway, { ...setup, status: 'succeeded', next_action: null }, 'setup_intent.succeeded');
};

const challenge = (gateway: Gateway, setup: SetupIntent, returnUrl: string | undefined): SetupIntent => {
  const url = gateway.challengeUrl(setup.id);
  const next_action: NextAction =
    returnUrl === undefined
      ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
      : { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } };
  return keep(gateway, { ...setup, status: 'requires_action', next_action }, 'setup_intent.requires_action');
};

const decline = (gateway: Gateway, setup: SetupIntent, decline_code: string) => {
  const error: Problem = {
    type: 'card_error',
    code: 'card_declined',
    decline_code,
    message: 'Your card was declined.',
  };
  const setup_intent = keep(gateway, failed(setup, error), 'setup_intent.setup_failed');
  return declined({ ...error, setup_intent });
};

const failed = (setup: SetupIntent, last_setup_error: Problem): SetupIntent => ({
  ...setup,
  status: 'requires_payment_method',
  payment_method: null,
  next_action: null,
  last_setup_error,
});

const authenticationFailed: Problem = {
  type: 'card_error',
  code: 'setup_intent_authentication_failure',
  message: 'The provided PaymentMethod has failed authentication.',
};

const keep = ({ setups, emit }: Gateway, setup: SetupIntent, event: string): SetupIntent => {
  emit(event, setups.save(setup));
  return setup;
};

const assertStatus = (setup: SetupIntent, verb: string, statuses: SetupIntent['status'][]): void => {
  if (statuses.includes(setup.status)) return;
  throw refused(`This SetupIntent could not be ${verb} because it has a status of ${setup.status}.`, {
    code: 'setup_intent_unexpected_state',
    setup_intent: setup,
  });
};
