import Stripe from 'stripe';
import type { GatewayRequest, Outcome } from '../../ports/gateway';
import { toStripeAmount } from './stripe-amounts';
import { assertStripeObject } from './stripe-client';
import { toChargeOutcome, toRefundOutcome, toVoidOutcome } from './stripe-outcomes';

/** Sends one request under its idempotency key. What it throws says nothing about the money, unless Stripe refused it. */
export const sendRequest = async (stripe: Stripe, request: GatewayRequest): Promise<Outcome> => {
  const { kind, key, amountMinor, currency, gatewayRef = '', reference } = request;
  const { paymentIntents, refunds } = stripe;
  const once = { idempotencyKey: key };
  switch (kind) {
    case 'charge':
      return sendCharge(stripe, request);
    case 'capture': {
      const params = {
        amount_to_capture: toStripeAmount(amountMinor, currency),
      } satisfies Stripe.PaymentIntentCaptureParams;
      return toChargeOutcome(
        await assertStripeObject('payment_intent', paymentIntents.capture(gatewayRef, params, once)),
      );
    }
    case 'void':
      return toVoidOutcome(await assertStripeObject('payment_intent', paymentIntents.cancel(gatewayRef, {}, once)));
    case 'refund': {
      const params = {
        payment_intent: gatewayRef,
        amount: toStripeAmount(amountMinor, currency),
        metadata: reference,
      } satisfies Stripe.RefundCreateParams;
      return toRefundOutcome(await assertStripeObject('refund', refunds.create(params, once)));
    }
  }
};

const sendCharge = async (stripe: Stripe, request: GatewayRequest): Promise<Outcome> => {
  const { key, amountMinor, currency, capture, reference, returnUrl } = request;
  const params = {
    amount: toStripeAmount(amountMinor, currency),
    currency: currency.toLowerCase(),
    confirm: true,
    capture_method: capture === 'manual' ? 'manual' : 'automatic',
    ...(await toInstrument(stripe, request)),
    metadata: reference,
    ...(returnUrl !== undefined && { return_url: returnUrl }),
  } satisfies Stripe.PaymentIntentCreateParams;
  const intent = stripe.paymentIntents.create(params, { idempotencyKey: key });
  return toChargeOutcome(await assertStripeObject('payment_intent', intent));
};

type Instrument = Pick<
  Stripe.PaymentIntentCreateParams,
  'payment_method' | 'payment_method_data' | 'allowed_payment_method_types' | 'customer'
>;

/** A payment intent takes no card token: a token becomes a payment method first. */
const toInstrument = async (stripe: Stripe, request: GatewayRequest): Promise<Instrument> => {
  const { paymentMethod, cardToken = '', card } = request;
  if (paymentMethod === 'paypal')
    return { allowed_payment_method_types: ['paypal'], payment_method_data: { type: 'paypal' } };
  const allowed_payment_method_types = ['card'];
  if (card) return { allowed_payment_method_types, payment_method: card.methodRef, customer: card.customerRef };
  if (!cardToken.startsWith('tok_')) return { allowed_payment_method_types, payment_method: cardToken };
  return { allowed_payment_method_types, payment_method: await toMethod(stripe, request, cardToken) };
};

/**
 * Creates the payment method of a token, which can be used once: all attempts of a payment share one key. When Stripe
 * keeps a server error under it, the attempt uses a key of its own. Returns the method's id.
 */
const toMethod = async (
  { paymentMethods }: Stripe,
  { key, reference }: GatewayRequest,
  token: string,
): Promise<string> => {
  const params = { type: 'card', card: { token } } satisfies Stripe.PaymentMethodCreateParams;
  const create = (idempotencyKey: string) =>
    assertStripeObject('payment_method', paymentMethods.create(params, { idempotencyKey }));
  const { id } = await create(`${reference.paymentId}-method`).catch((error: unknown) => {
    if (isKeptServerError(error)) return create(`${key}-method`);
    throw error;
  });
  return id;
};

const isKeptServerError = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeAPIError && error.headers?.['idempotent-replayed'] === 'true';
