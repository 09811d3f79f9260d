import type Stripe from 'stripe';
import { expand, page } from './common-parameters';
import type { Rule, Spec } from './parameters';

/*
 * The documented parameters, as the types of Stripe's SDK have them: a parameter that is missing here, or that Stripe
 * does not have, does not compile. https://docs.stripe.com/api
 */

const createRefund = {
  ...expand,
  amount: 'text',
  charge: 'text',
  currency: 'unsupported',
  customer: 'unsupported',
  instructions_email: 'ignored',
  metadata: 'metadata',
  origin: 'unsupported',
  payment_intent: 'text',
  reason: ['duplicate', 'fraudulent', 'requested_by_customer'],
  refund_application_fee: 'unsupported',
  reverse_transfer: 'unsupported',
} as const satisfies Spec<Stripe.RefundCreateParams>;

const updateRefund = { ...expand, metadata: 'metadata' } as const satisfies Spec<Stripe.RefundUpdateParams>;

const listRefunds = {
  ...page,
  ...expand,
  charge: 'text',
  created: 'range',
  payment_intent: 'text',
} as const satisfies Spec<Stripe.RefundListParams>;

const listCharges = {
  ...page,
  ...expand,
  created: 'range',
  customer: 'text',
  payment_intent: 'text',
  transfer_group: 'unsupported',
} as const satisfies Spec<Stripe.ChargeListParams>;

const listTransactions = {
  ...page,
  ...expand,
  created: 'range',
  currency: 'text',
  payout: 'unsupported',
  source: 'text',
  type: 'text',
} as const satisfies Spec<Stripe.BalanceTransactionListParams>;

const listDisputes = {
  ...page,
  ...expand,
  charge: 'text',
  created: 'range',
  payment_intent: 'text',
} as const satisfies Spec<Stripe.DisputeListParams>;

const updateDispute = {
  ...expand,
  evidence: 'group',
  intended_submission_method: 'ignored',
  metadata: 'metadata',
  submit: 'boolean',
} as const satisfies Spec<Stripe.DisputeUpdateParams>;

const listWarnings = {
  ...page,
  ...expand,
  charge: 'text',
  created: 'range',
  payment_intent: 'text',
} as const satisfies Spec<Stripe.Radar.EarlyFraudWarningListParams>;

const listEvents = {
  ...page,
  ...expand,
  created: 'range',
  delivery_success: 'unsupported',
  type: 'text',
  types: 'list',
} as const satisfies Spec<Stripe.EventListParams>;

/** A card by its token. https://docs.stripe.com/api/payment_methods/create */
const createMethod = {
  ...expand,
  allow_redisplay: 'ignored',
  billing_details: 'ignored',
  card: { token: 'text' },
  customer: 'unsupported',
  metadata: 'metadata',
  paypal: 'ignored',
  radar_options: 'ignored',
  type: ['card', 'paypal'],
} as const satisfies { [K in keyof Stripe.PaymentMethodCreateParams]?: Rule };

const attachMethod = {
  ...expand,
  customer: 'text',
  customer_account: 'unsupported',
} as const satisfies Spec<Stripe.PaymentMethodAttachParams>;

const listMethods = {
  ...page,
  ...expand,
  allow_redisplay: 'unsupported',
  customer: 'text',
  customer_account: 'unsupported',
  type: 'text',
} as const satisfies Spec<Stripe.PaymentMethodListParams>;

const customer = {
  ...expand,
  address: 'ignored',
  balance: 'unsupported',
  business_name: 'ignored',
  cash_balance: 'unsupported',
  description: 'text',
  email: 'text',
  individual_name: 'ignored',
  invoice_prefix: 'ignored',
  invoice_settings: 'ignored',
  metadata: 'metadata',
  name: 'text',
  next_invoice_sequence: 'unsupported',
  phone: 'ignored',
  preferred_locales: 'ignored',
  shipping: 'ignored',
  source: 'unsupported',
  tax: 'unsupported',
  tax_exempt: 'ignored',
  validate: 'unsupported',
} as const;

const createCustomer = {
  ...customer,
  payment_method: 'unsupported',
  tax_id_data: 'unsupported',
  test_clock: 'unsupported',
} as const satisfies Spec<Stripe.CustomerCreateParams>;

const updateCustomer = {
  ...customer,
  default_source: 'unsupported',
} as const satisfies Spec<Stripe.CustomerUpdateParams>;

const listCustomers = {
  ...page,
  ...expand,
  created: 'range',
  email: 'text',
  test_clock: 'unsupported',
} as const satisfies Spec<Stripe.CustomerListParams>;

const confirmSetup = {
  ...expand,
  allowed_payment_method_types: 'list',
  confirmation_token: 'unsupported',
  mandate_data: 'ignored',
  payment_method: 'text',
  payment_method_data: 'unsupported',
  payment_method_options: 'ignored',
  return_url: 'text',
  use_stripe_sdk: 'boolean',
} as const satisfies Spec<Stripe.SetupIntentConfirmParams>;

const createSetup = {
  ...confirmSetup,
  attach_to_self: 'unsupported',
  automatic_payment_methods: { enabled: 'boolean', allow_redirects: ['always', 'never'] },
  confirm: 'boolean',
  customer: 'text',
  customer_account: 'unsupported',
  description: 'text',
  excluded_payment_method_types: 'ignored',
  flow_directions: 'unsupported',
  metadata: 'metadata',
  on_behalf_of: 'unsupported',
  payment_method_configuration: 'ignored',
  single_use: 'unsupported',
  usage: ['off_session', 'on_session'],
} as const satisfies Spec<Stripe.SetupIntentCreateParams>;

const cancelSetup = {
  ...expand,
  cancellation_reason: ['abandoned', 'duplicate', 'requested_by_customer'],
} as const satisfies Spec<Stripe.SetupIntentCancelParams>;

const listSetups = {
  ...page,
  ...expand,
  attach_to_self: 'unsupported',
  created: 'range',
  customer: 'text',
  customer_account: 'unsupported',
  payment_method: 'text',
} as const satisfies Spec<Stripe.SetupIntentListParams>;

export const specs = {
  createRefund,
  updateRefund,
  listRefunds,
  listCharges,
  listTransactions,
  listDisputes,
  updateDispute,
  listWarnings,
  listEvents,
  createMethod,
  attachMethod,
  listMethods,
  createCustomer,
  updateCustomer,
  listCustomers,
  createSetup,
  confirmSetup,
  cancelSetup,
  listSetups,
  /** Operations that take `expand` and nothing else. */
  only: expand,
} as const;
