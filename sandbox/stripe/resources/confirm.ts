import { type Form, textIn } from '../../request';
import { declined, missingParameter, refused } from '../errors';
import { declineCodeOf, isChallenged } from './card-tokens';
import { charge, failCharge } from './charges';
import type { Gateway } from './gateway';
import { assertStatus, keep } from './intent-states';
import type { Intent, NextAction, Problem, StoredMethod } from './objects';
import { assertUsable, attachTo } from './payment-methods';

/** The payment method, if it can confirm an intent as it is asked to. Changes nothing. @throws StripeError 400 */
export const confirmableMethod = (intent: Intent, method: StoredMethod | undefined, form: Form): StoredMethod => {
  if (!method) throw missingParameter('payment_method');
  assertUsable(method, intent.id, intent.customer);
  if (!intent.payment_method_types.includes(method.type)) throw incompatible(intent, method);
  const mayRedirect = method.type !== 'card' || intent.automatic_payment_methods?.allow_redirects === 'always';
  if (mayRedirect && form.return_url === undefined) throw missingParameter('return_url');
  return method;
};

/**
 * Confirms an intent with a payment method: it is charged, authorized, declined, or waits for the customer, as the
 * token behind the method says.
 * @throws StripeError 402 when it is declined
 */
export const confirm = (gateway: Gateway, before: Intent, method: StoredMethod, form: Form): Intent => {
  const used = method.customer === null ? { ...method, usedBy: before.id } : method;
  gateway.methods.save(used);
  const intent: Intent = { ...before, payment_method: method.id, last_payment_error: null, next_action: null };
  const declineCode = declineCodeOf(method.token);
  if (declineCode) return decline(gateway, intent, cardDeclined(declineCode));
  if (!isChallenged(method.token)) return settle(gateway, intent);
  if (isUnattended(form)) return decline(gateway, intent, authenticationRequired);
  return challenge(gateway, intent, textIn(form, 'return_url'));
};

/** The customer decided at the bank's page. */
export const answerChallenge = (gateway: Gateway, id: string, isApproved: boolean): Intent => {
  const intent = gateway.intents.get(id);
  assertStatus(intent, 'authenticated', ['requires_action']);
  if (isApproved) return settle(gateway, intent);
  return keep(gateway, failed(intent, authenticationFailed), 'payment_intent.payment_failed');
};

/** Whether the customer cannot take part in a challenge, so that one is a decline. */
const isUnattended = (form: Form): boolean =>
  (form.off_session !== undefined && form.off_session !== 'false') || form.error_on_requires_action === 'true';

/** The page of the bank or the wallet. Without a `return_url` a card's challenge is left to Stripe.js. */
const challenge = (gateway: Gateway, intent: Intent, returnUrl: string | undefined): Intent => {
  const url = gateway.challengeUrl(intent.id);
  const next_action: NextAction =
    returnUrl === undefined
      ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } }
      : { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } };
  return keep(gateway, { ...intent, status: 'requires_action', next_action }, 'payment_intent.requires_action');
};

const settle = (gateway: Gateway, intent: Intent): Intent => {
  const isHeld = intent.capture_method === 'manual';
  const { id: latest_charge } = charge(gateway, intent, isHeld);
  const charged = { ...intent, latest_charge, next_action: null };
  keepForFuture(gateway, charged);
  return isHeld
    ? keep(
        gateway,
        { ...charged, status: 'requires_capture', amount_capturable: intent.amount },
        'payment_intent.amount_capturable_updated',
      )
    : keep(gateway, { ...charged, status: 'succeeded', amount_received: intent.amount }, 'payment_intent.succeeded');
};

/** With `setup_future_usage` the payment method is attached to the customer once it has paid. */
const keepForFuture = (gateway: Gateway, { setup_future_usage, customer, payment_method }: Intent): void => {
  const method = gateway.methods.find(payment_method ?? '');
  if (setup_future_usage === null || customer === null || !method || method.customer !== null) return;
  attachTo(gateway, { ...method, usedBy: null }, customer);
};

const decline = (gateway: Gateway, intent: Intent, problem: Problem): never => {
  const { id } = failCharge(gateway, intent, problem);
  const error = { ...problem, charge: id };
  const refusedIntent = keep(gateway, failed({ ...intent, latest_charge: id }, error), 'payment_intent.payment_failed');
  throw declined({ ...error, payment_intent: refusedIntent });
};

const failed = (intent: Intent, last_payment_error: Problem): Intent => ({
  ...intent,
  status: 'requires_payment_method',
  payment_method: null,
  next_action: null,
  last_payment_error,
});

const cardDeclined = (decline_code: string): Problem => ({
  type: 'card_error',
  code: 'card_declined',
  decline_code,
  message: 'Your card was declined.',
});

const authenticationRequired: Problem = {
  type: 'card_error',
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

const authenticationFailed: Problem = {
  type: 'card_error',
  code: 'payment_intent_authentication_failure',
  message: 'The provided PaymentMethod has failed authentication.',
};

const incompatible = ({ payment_method_types }: Intent, { type }: StoredMethod) =>
  refused(
    `The PaymentMethod provided (${type}) is not allowed for this PaymentIntent. Allowed: ${payment_method_types.join(', ')}.`,
    { code: 'payment_intent_incompatible_payment_method', param: 'payment_method' },
  );
