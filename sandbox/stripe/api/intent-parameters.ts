import type Stripe from 'stripe';
import { expand, page } from './common-parameters';
import type { Rule, Spec } from './parameters';

/*
 * The documented parameters, as the types of Stripe's SDK have them: a parameter that is missing here, or that Stripe
 * does not have, does not compile. https://docs.stripe.com/api
 */

/** Parameters of payment intents that say how an amount is made up, shown or passed on. */
const details = {
  amount_details: 'ignored',
  application_fee_amount: 'unsupported',
  hooks: 'unsupported',
  payment_details: 'ignored',
  statement_descriptor: 'ignored',
  statement_descriptor_suffix: 'ignored',
  transfer_data: 'unsupported',
} as const;

const setupFutureUsage: Rule = ['off_session', 'on_session'];
const captureMethod: Rule = ['automatic', 'automatic_async', 'manual'];
const cancellationReason: Rule = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'];

/** Card and PayPal; Stripe has about 60 more. A card is given by `payment_method`, never here. */
const paymentMethodData = {
  allow_redisplay: 'ignored',
  billing_details: 'ignored',
  metadata: 'metadata',
  paypal: 'ignored',
  radar_options: 'ignored',
  type: ['paypal', 'card'],
} as const satisfies { [K in keyof Stripe.PaymentIntentCreateParams.PaymentMethodData]?: Rule };

const confirmation = {
  allowed_payment_method_types: 'list',
  amount_details: 'ignored',
  capture_method: captureMethod,
  confirmation_token: 'unsupported',
  error_on_requires_action: 'boolean',
  excluded_payment_method_types: 'ignored',
  ...expand,
  hooks: 'unsupported',
  mandate: 'unsupported',
  mandate_data: 'ignored',
  off_session: ['true', 'false', 'one_off', 'recurring'],
  payment_details: 'ignored',
  payment_method: 'text',
  payment_method_data: paymentMethodData,
  payment_method_options: 'ignored',
  radar_options: 'ignored',
  receipt_email: 'ignored',
  return_url: 'text',
  setup_future_usage: setupFutureUsage,
  shipping: 'ignored',
  use_stripe_sdk: 'boolean',
} as const;

export const createIntent = {
  ...confirmation,
  ...details,
  amount: 'text',
  automatic_payment_methods: { enabled: 'boolean', allow_redirects: ['always', 'never'] },
  confirm: 'boolean',
  confirmation_method: ['automatic', 'manual'],
  currency: 'text',
  customer: 'text',
  customer_account: 'unsupported',
  description: 'text',
  metadata: 'metadata',
  on_behalf_of: 'unsupported',
  payment_method_configuration: 'ignored',
  transfer_group: 'ignored',
} as const satisfies Spec<Stripe.PaymentIntentCreateParams>;

export const confirmIntent = {
  ...confirmation,
  amount_to_confirm: 'unsupported',
} as const satisfies Spec<Stripe.PaymentIntentConfirmParams>;

export const updateIntent = {
  ...details,
  ...expand,
  allowed_payment_method_types: 'list',
  amount: 'text',
  capture_method: captureMethod,
  currency: 'text',
  customer: 'text',
  customer_account: 'unsupported',
  description: 'text',
  excluded_payment_method_types: 'ignored',
  metadata: 'metadata',
  payment_method: 'text',
  payment_method_configuration: 'ignored',
  payment_method_data: paymentMethodData,
  payment_method_options: 'ignored',
  receipt_email: 'ignored',
  setup_future_usage: setupFutureUsage,
  shipping: 'ignored',
  transfer_group: 'ignored',
} as const satisfies Spec<Stripe.PaymentIntentUpdateParams>;

export const captureIntent = {
  ...details,
  ...expand,
  amount_to_capture: 'text',
  final_capture: ['true'],
  metadata: 'metadata',
} as const satisfies Spec<Stripe.PaymentIntentCaptureParams>;

export const cancelIntent = {
  ...expand,
  cancellation_reason: cancellationReason,
} as const satisfies Spec<Stripe.PaymentIntentCancelParams>;

export const listIntents = {
  ...page,
  ...expand,
  created: 'range',
  customer: 'text',
  customer_account: 'unsupported',
} as const satisfies Spec<Stripe.PaymentIntentListParams>;

export const searchIntents = {
  ...expand,
  limit: 'integer',
  page: 'text',
  query: 'text',
} as const satisfies Spec<Stripe.PaymentIntentSearchParams>;
