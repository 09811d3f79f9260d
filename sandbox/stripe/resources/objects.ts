import type Stripe from 'stripe';

/** Objects as Stripe's SDK types them, with the members that the sandbox has; what can be expanded is an id here. */
type Shape<T, K extends keyof T, Ids extends keyof T = never> = Pick<T, K> & {
  [I in Ids]: Extract<T[I], string | null>;
};

export type Metadata = Record<string, string>;

export type Intent = Shape<
  Stripe.PaymentIntent,
  | 'id'
  | 'object'
  | 'amount'
  | 'amount_capturable'
  | 'amount_received'
  | 'automatic_payment_methods'
  | 'canceled_at'
  | 'cancellation_reason'
  | 'capture_method'
  | 'client_secret'
  | 'created'
  | 'currency'
  | 'description'
  | 'livemode'
  | 'metadata'
  | 'payment_method_types'
  | 'setup_future_usage'
  | 'status',
  'customer' | 'latest_charge' | 'payment_method'
> & { last_payment_error: Problem | null; next_action: NextAction | null };

/** Why the last attempt to charge failed. */
export interface Problem {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  decline_code?: string;
  message: string;
  charge?: string;
}

/** The step that the customer must take. */
export type NextAction =
  | { type: 'redirect_to_url'; redirect_to_url: { url: string; return_url: string } }
  | { type: 'use_stripe_sdk'; use_stripe_sdk: { type: 'three_d_secure_redirect'; stripe_js: string } };

export type Charge = Shape<
  Stripe.Charge,
  | 'id'
  | 'object'
  | 'amount'
  | 'amount_captured'
  | 'amount_refunded'
  | 'captured'
  | 'created'
  | 'currency'
  | 'disputed'
  | 'failure_code'
  | 'failure_message'
  | 'livemode'
  | 'metadata'
  | 'paid'
  | 'payment_method'
  | 'refunded'
  | 'status',
  'balance_transaction' | 'customer' | 'payment_intent'
>;

export type Refund = Shape<
  Stripe.Refund,
  | 'id'
  | 'object'
  | 'amount'
  | 'created'
  | 'currency'
  | 'failure_reason'
  | 'metadata'
  | 'pending_reason'
  | 'reason'
  | 'status',
  'balance_transaction' | 'charge' | 'payment_intent'
> & { failure_balance_transaction?: string };

export type Dispute = Shape<
  Stripe.Dispute,
  | 'id'
  | 'object'
  | 'amount'
  | 'created'
  | 'currency'
  | 'is_charge_refundable'
  | 'livemode'
  | 'metadata'
  | 'network_reason_code'
  | 'reason'
  | 'status',
  'charge' | 'payment_intent'
> & {
  balance_transactions: BalanceTransaction[];
  evidence: Record<string, string>;
  evidence_details: { due_by: number | null; has_evidence: boolean; past_due: boolean; submission_count: number };
};

export type EarlyFraudWarning = Shape<
  Stripe.Radar.EarlyFraudWarning,
  'id' | 'object' | 'actionable' | 'created' | 'fraud_type' | 'livemode',
  'charge'
> & { payment_intent: string };

export type BalanceTransaction = Shape<
  Stripe.BalanceTransaction,
  | 'id'
  | 'object'
  | 'amount'
  | 'available_on'
  | 'created'
  | 'currency'
  | 'description'
  | 'exchange_rate'
  | 'fee'
  | 'fee_details'
  | 'net'
  | 'reporting_category'
  | 'status'
  | 'type',
  'source'
>;

export type PaymentMethod = Shape<
  Stripe.PaymentMethod,
  'id' | 'object' | 'created' | 'livemode' | 'type',
  'customer'
> & {
  card?: { brand: string; last4: string; exp_month: number; exp_year: number; fingerprint: string };
  paypal?: object;
  metadata: Metadata;
};

/** A payment method with what Stripe never shows: its token, and the intent that used it up. */
export type StoredMethod = PaymentMethod & { token: string; usedBy: string | null };

export type Customer = Pick<Stripe.Customer, 'id' | 'object' | 'created' | 'livemode'> & {
  description: string | null;
  email: string | null;
  name: string | null;
  metadata: Metadata;
};

export type SetupIntent = Shape<
  Stripe.SetupIntent,
  | 'id'
  | 'object'
  | 'cancellation_reason'
  | 'client_secret'
  | 'created'
  | 'description'
  | 'livemode'
  | 'payment_method_types'
  | 'status'
  | 'usage',
  'customer' | 'payment_method'
> & { metadata: Metadata; last_setup_error: Problem | null; next_action: NextAction | null };

export type AnyObject =
  | Intent
  | Charge
  | Refund
  | Dispute
  | EarlyFraudWarning
  | BalanceTransaction
  | PaymentMethod
  | Customer
  | SetupIntent;
