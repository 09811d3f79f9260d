import Stripe from 'stripe';
import { CredentialsRefused, type GatewayRequest, type Outcome } from '../../ports/gateway';

interface StripeRefusal {
  decline_code?: string | undefined;
  code?: string | null | undefined;
  message?: string | undefined;
}

/** Decline codes after which Stripe advises not to try the card again (docs: "Card declines"). */
const permanentCodes = new Set([
  'stolen_card',
  'lost_card',
  'pickup_card',
  'fraudulent',
  'merchant_blacklist',
  'restricted_card',
  'revocation_of_all_authorizations',
  'security_violation',
]);

/** Returns a definite no, in our words. */
export const toDecline = (
  refusal: StripeRefusal | null,
  { isByIssuer = false }: { isByIssuer?: boolean } = {},
): Extract<Outcome, { kind: 'declined' }> => {
  const code = refusal?.decline_code ?? refusal?.code ?? 'card_declined';
  return {
    kind: 'declined',
    failureCode: code.toUpperCase(),
    failureReason: readable(code),
    permanent: permanentCodes.has(code),
    isByIssuer,
  };
};

/** Returns the refusal of a request that Stripe did not carry out because of the request itself. */
export const toRefusedRequest = ({ code }: StripeRefusal): Extract<Outcome, { kind: 'refused-request' }> => ({
  kind: 'refused-request',
  failureCode: (code ?? 'invalid_request').toUpperCase(),
  failureReason: readable(code ?? 'invalid_request'),
});

/** Codes for a token or payment method that cannot be used: no mistake of ours. */
const declineCodes = new Set([
  'payment_method_customer_decline',
  'payment_method_invalid_parameter',
  'payment_method_unexpected_state',
  'resource_missing',
  'token_already_used',
]);

/** Whether a refused charge is due to the customer's token or payment method. */
export const isDecline = ({ code }: Stripe.errors.StripeInvalidRequestError): boolean => declineCodes.has(code ?? '');

/** Which parameter of a request Stripe finds too large, where it gives no code (docs.stripe.com/api/errors). */
const tooLarge: Record<string, string> = {
  'refund amount': 'refund_exceeds_charge',
  'capture amount_to_capture': 'capture_exceeds_authorized',
};

/** Returns the definite no to a request that follows a charge; Stripe gives no code for some of them. */
export const toDeclinedRequest = (
  kind: GatewayRequest['kind'],
  { code, decline_code, message, param }: Stripe.errors.StripeInvalidRequestError,
): Extract<Outcome, { kind: 'declined' }> =>
  toDecline({ decline_code, message, code: code ?? tooLarge[`${kind} ${param}`] ?? `${kind}_refused` });

/** 400 and 404 of our own making: nothing began. 409 and 429 are not of this kind. */
export const isRefusal = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  error instanceof Stripe.errors.StripeInvalidRequestError && (error.statusCode === 400 || error.statusCode === 404);

/** Refusals that pass: the request is looked up and sent again (docs.stripe.com/error-codes). */
const transientCodes = new Set(['balance_insufficient', 'lock_timeout']);

/** Whether a refusal passes, such as a balance that is too low for a refund today. */
export const isTransient = ({ code }: Stripe.errors.StripeInvalidRequestError): boolean =>
  transientCodes.has(code ?? '');

/** The object of the request is in another state already (docs.stripe.com/error-codes). */
const stateConflicts = new Set([
  'payment_intent_unexpected_state',
  'setup_intent_unexpected_state',
  'charge_already_refunded',
  'charge_already_captured',
  'charge_expired_for_capture',
]);

/** Whether a refusal says that the object is in another state already. */
export const isStateConflict = ({ code }: Stripe.errors.StripeInvalidRequestError): boolean =>
  stateConflicts.has(code ?? '');

/** `insufficient_funds` → `Insufficient funds`. The gateway's own text stays out: it may quote the request. */
const readable = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

/** The error without what the SDK attaches to it: request and raw body may hold the card token. */
export const redactError = (error: unknown): Error => {
  if (!(error instanceof Stripe.errors.StripeError)) return new Error('The payment gateway gave no usable answer');
  // 401 and 403 (docs.stripe.com/error-handling): Stripe did not look at the request.
  if (error.statusCode === 401 || error.statusCode === 403) return new CredentialsRefused();
  const { type, code, statusCode = 'no status', requestId = '' } = error;
  return new Error(`${type} ${code ?? ''} (${statusCode}) ${requestId}`.trim());
};
