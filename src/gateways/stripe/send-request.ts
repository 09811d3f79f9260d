import type Stripe from 'stripe';
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

/** A payment intent takes no card token: a token becomes a payment method first, under a key derived from the charge's. */
const toInstrument = async (
  { paymentMethods }: Stripe,
  { key, paymentMethod, cardToken = '', card }: GatewayRequest,
): Promise<Instrument> => {
  if (paymentMethod === 'paypal')
    return { allowed_payment_method_types: ['paypal'], payment_method_data: { type: 'paypal' } };
  const allowed_payment_method_types = ['card'];
  if (card) return { allowed_payment_method_types, payment_method: card.methodRef, customer: card.customerRef };
  if (!cardToken.startsWith('tok_')) return { allowed_payment_method_types, payment_method: cardToken };
  const params = { type: 'card', card: { token: cardToken } } satisfies Stripe.PaymentMethodCreateParams;
  const created = paymentMethods.create(params, { idempotencyKey: `${key}-method` });
  return { allowed_payment_method_types, payment_method: (await assertStripeObject('payment_method', created)).id };
};
