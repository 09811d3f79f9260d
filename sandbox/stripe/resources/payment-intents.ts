import { type Form, formIn, listIn, textIn } from '../../request';
import { metadataIn } from '../api/parameters';
import { invalidParameter, missing, refused } from '../errors';
import { stripeId } from '../ids';
import { amountIn, chargeableIn, currencyIn } from './amounts';
import { captureCharge, releaseCharge } from './charges';
import { confirm, confirmableMethod } from './confirm';
import type { Gateway } from './gateway';
import { assertStatus, keep } from './intent-states';
import type { Intent, StoredMethod } from './objects';
import { getMethod, methodOfData } from './payment-methods';

/** Creates an intent, and confirms it when asked to. https://docs.stripe.com/api/payment_intents/create */
export const createIntent = (gateway: Gateway, form: Form): Intent => {
  const intent = newIntent(gateway, form);
  const method = methodIn(gateway, form);
  if (textIn(form, 'confirm') !== 'true') return keepUnconfirmed(gateway, intent, method);
  const confirmable = confirmableMethod(intent, method, form);
  gateway.emit('payment_intent.created', gateway.intents.save(intent));
  return confirm(gateway, intent, confirmable, form);
};

/** Confirms an intent. https://docs.stripe.com/api/payment_intents/confirm */
export const confirmIntent = (gateway: Gateway, form: Form, id: string): Intent => {
  const intent = gateway.intents.get(id);
  assertStatus(intent, 'confirmed', ['requires_payment_method', 'requires_confirmation', 'requires_action']);
  const given = methodIn(gateway, form);
  const method = given ?? (intent.payment_method === null ? undefined : getMethod(gateway, intent.payment_method));
  const chosen = withChoices(intent, form);
  return confirm(gateway, chosen, confirmableMethod(chosen, method, form), form);
};

/** Updates an intent that waits for a payment method or a confirmation. https://docs.stripe.com/api/payment_intents/update */
export const updateIntent = (gateway: Gateway, form: Form, id: string): Intent => {
  const before = gateway.intents.get(id);
  const method = methodIn(gateway, form);
  const amount = textIn(form, 'amount');
  const currency = form.currency === undefined ? before.currency : currencyIn(textIn(form, 'currency'));
  if (onlyBeforeCharge.some((name) => form[name] !== undefined)) {
    assertStatus(before, 'updated', ['requires_payment_method', 'requires_confirmation', 'requires_action']);
  }
  const intent: Intent = {
    ...withChoices(before, form),
    amount: amount === undefined ? before.amount : chargeableIn(amount, currency),
    currency,
    customer: customerIn(gateway, form) ?? before.customer,
    description: textIn(form, 'description') ?? before.description,
    metadata: metadataIn(formIn(form, 'metadata'), before.metadata),
  };
  if (method) return keepUnconfirmed(gateway, intent, method);
  gateway.intents.save(intent);
  return intent;
};

/** What cannot be changed once the intent is charged, authorized or canceled. */
const onlyBeforeCharge = [
  'allowed_payment_method_types',
  'amount',
  'capture_method',
  'currency',
  'customer',
  'payment_method',
  'payment_method_data',
  'setup_future_usage',
];

/** An intent with what a request chooses for its confirmation. */
const withChoices = (intent: Intent, form: Form): Intent => {
  const types = listIn(form, 'allowed_payment_method_types');
  return {
    ...intent,
    capture_method: textIn(form, 'capture_method') ?? intent.capture_method,
    setup_future_usage: textIn(form, 'setup_future_usage') ?? intent.setup_future_usage,
    ...(types.length > 0 && { automatic_payment_methods: null, payment_method_types: types }),
  };
};

/** Captures an authorized intent. https://docs.stripe.com/api/payment_intents/capture */
export const captureIntent = (gateway: Gateway, id: string, asked: string | undefined): Intent => {
  const intent = gateway.intents.get(id);
  const amount = asked === undefined ? undefined : amountIn(asked, intent.currency, 'amount_to_capture');
  assertStatus(intent, 'captured', ['requires_capture']);
  if (amount !== undefined && amount > intent.amount_capturable) {
    const message = `The provided capture amount (${amount}) is greater than the amount you can capture (${intent.amount_capturable}).`;
    throw refused(message, { code: 'amount_too_large', param: 'amount_to_capture' });
  }
  const captured = amount ?? intent.amount_capturable;
  captureCharge(gateway, intent, captured);
  return keep(
    gateway,
    { ...intent, status: 'succeeded', amount_capturable: 0, amount_received: captured },
    'payment_intent.succeeded',
  );
};

/** Why an intent is canceled; `expired` when its authorization expired. */
type Cancellation = NonNullable<Intent['cancellation_reason']>;

/** Cancels an intent that has not succeeded. https://docs.stripe.com/api/payment_intents/cancel */
export const cancelIntent = (gateway: Gateway, id: string, reason: Cancellation | null = null): Intent => {
  const intent = gateway.intents.get(id);
  assertStatus(intent, 'canceled', [
    'requires_payment_method',
    'requires_capture',
    'requires_confirmation',
    'requires_action',
    'processing',
  ]);
  if (intent.status === 'requires_capture') releaseCharge(gateway, intent, reason === 'expired');
  const canceled: Intent = {
    ...intent,
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: gateway.unixNow(),
    cancellation_reason: reason,
    next_action: null,
  };
  return keep(gateway, canceled, 'payment_intent.canceled');
};

/** An authorization of a card is held for 7 days. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
const holdSeconds = 7 * 86_400;

/** Cancels the intents whose authorization has expired. */
export const expireHolds = (gateway: Gateway): void => {
  for (const id of gateway.held) {
    const { created } = gateway.charges.get(gateway.intents.get(id).latest_charge ?? '');
    if (created + holdSeconds <= gateway.unixNow()) cancelIntent(gateway, id, 'expired');
  }
};

const keepUnconfirmed = (gateway: Gateway, intent: Intent, method: StoredMethod | undefined): Intent => {
  const isNew = gateway.intents.find(intent.id) === undefined;
  if (method) gateway.methods.save(method);
  const status = method ? 'requires_confirmation' : intent.status;
  const kept: Intent = { ...intent, payment_method: method?.id ?? intent.payment_method, status };
  const text = gateway.intents.save(kept);
  if (isNew) gateway.emit('payment_intent.created', text);
  return kept;
};

/** The payment method that a request gives. @throws StripeError 400 */
const methodIn = (gateway: Gateway, form: Form): StoredMethod | undefined => {
  const id = textIn(form, 'payment_method');
  const data = formIn(form, 'payment_method_data');
  if (id !== undefined) return getMethod(gateway, id);
  return data && methodOfData(gateway, data);
};

const customerIn = (gateway: Gateway, form: Form): string | undefined => {
  const id = textIn(form, 'customer');
  if (id !== undefined && !gateway.customers.find(id)) throw missing('customer', id, 'customer');
  return id;
};

const onlyWithConfirm = ['error_on_requires_action', 'mandate_data', 'off_session', 'return_url'];

/** Without a choice of types, every type that is switched on in the dashboard is offered. */
const automaticMethodsIn = (form: Form): Intent['automatic_payment_methods'] => ({
  enabled: true,
  allow_redirects: textIn(formIn(form, 'automatic_payment_methods'), 'allow_redirects') ?? 'always',
});

const newIntent = (gateway: Gateway, form: Form): Intent => {
  const currency = currencyIn(textIn(form, 'currency'));
  const amount = chargeableIn(textIn(form, 'amount'), currency);
  const early = onlyWithConfirm.find((name) => form[name] !== undefined && textIn(form, 'confirm') !== 'true');
  if (early !== undefined) throw invalidParameter(`${early} can only be used when confirm is true`, early);
  const id = stripeId('pi');
  const types = listIn(form, 'allowed_payment_method_types');
  return {
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: types.length > 0 ? null : automaticMethodsIn(form),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: textIn(form, 'capture_method') ?? 'automatic_async',
    client_secret: `${id}_secret_sandbox`,
    created: gateway.unixNow(),
    currency,
    customer: customerIn(gateway, form) ?? null,
    description: textIn(form, 'description') ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: metadataIn(formIn(form, 'metadata')),
    next_action: null,
    payment_method: null,
    payment_method_types: types.length > 0 ? types : ['card', 'paypal'],
    setup_future_usage: textIn(form, 'setup_future_usage') ?? null,
    status: 'requires_payment_method',
  };
};
