import Stripe from 'stripe';
import type { GatewayRequest, Outcome, PaymentGateway } from '../../ports/gateway';
import { listCharges } from './list-charges';
import { assertStripeObject, createStripeClient, type StripeAccess } from './stripe-client';
import { isRefusal, redactError, toDecline } from './stripe-errors';
import { createWebhookReader, listEvents } from './stripe-events';

/** Access to Stripe, and what its account promises. */
export interface StripeGatewayOptions extends StripeAccess {
  /** More than one while a secret is rotated. */
  webhookSecrets: string[];
  /** Stripe forgets a key after 24 hours at the earliest. */
  keyLifetimeMs: number;
  /** Stripe does; whatever else speaks its API may not. */
  keepsFailedKeys: boolean;
  quietMs: number;
  onFailure: (dependency: string) => void;
}

/** Payments through Stripe's API: payment intents and refunds, found again by our reference in their metadata. */
export const createStripeGateway = ({
  webhookSecrets,
  keyLifetimeMs,
  keepsFailedKeys,
  quietMs,
  onFailure,
  ...access
}: StripeGatewayOptions): PaymentGateway => {
  const stripe = createStripeClient(access);
  const { timeoutMs } = access;
  const counted = (error: unknown): never => {
    onFailure('gateway');
    throw error;
  };
  return {
    capabilities: { keyLifetimeMs, keepsFailedKeys, quietMs, timeoutMs },
    send: (instruction) => send(stripe, instruction).catch(declinedOrThrown).catch(counted),
    find: (instruction) => find(stripe, instruction).catch(thrown).catch(counted),
    readWebhook: createWebhookReader(stripe, webhookSecrets),
    listEvents: (since) => listEvents(stripe, since).catch(thrown).catch(counted),
    listCharges: (since) => listCharges(stripe, since).catch(thrown).catch(counted),
  };
};

const send = async ({ paymentIntents, refunds }: Stripe, instruction: GatewayRequest): Promise<Outcome> => {
  const { kind, key, amountMinor, gatewayRef = '', reference } = instruction;
  const once = { idempotencyKey: key };
  switch (kind) {
    case 'charge':
      return ofIntent(await anIntent(paymentIntents.create(chargeOf(instruction), once)));
    case 'capture': {
      const captured = { amount_to_capture: amountMinor, ...latestCharge };
      return ofIntent(await anIntent(paymentIntents.capture(gatewayRef, captured, once)));
    }
    case 'void':
      return ofVoid(await anIntent(paymentIntents.cancel(gatewayRef, {}, once)));
    case 'refund': {
      const refunded = { payment_intent: gatewayRef, amount: amountMinor, metadata: reference };
      return ofRefund(await assertStripeObject('refund', refunds.create(refunded, once)));
    }
  }
};

const find = async (stripe: Stripe, { kind, reference, gatewayRef = '' }: GatewayRequest): Promise<Outcome> => {
  const { paymentIntents, refunds } = stripe;
  switch (kind) {
    case 'charge': {
      if (gatewayRef !== '') return ofNamed(stripe, gatewayRef, reference);
      const query = `metadata['paymentId']:'${reference.paymentId}' AND metadata['workId']:'${reference.workId}'`;
      const search = paymentIntents.search({ query, limit: 1, expand: ['data.latest_charge'] });
      const { data } = await assertStripeObject('search_result', search);
      return data[0] ? ofIntent(data[0]) : { kind: 'absent' };
    }
    case 'capture': {
      const intent = await anIntent(paymentIntents.retrieve(gatewayRef, latestCharge));
      return intent.status === 'requires_capture' ? { kind: 'absent' } : ofIntent(intent);
    }
    case 'void': {
      const intent = await anIntent(paymentIntents.retrieve(gatewayRef));
      if (intent.status === 'succeeded') return toDecline({ code: 'already_captured' });
      return intent.status === 'canceled' ? ofVoid(intent) : { kind: 'absent' };
    }
    case 'refund': {
      const { data } = await assertStripeObject('list', refunds.list({ payment_intent: gatewayRef, limit: 100 }));
      const refund = data.find(({ metadata }) => metadata?.workId === reference.workId);
      return refund ? ofRefund(refund) : { kind: 'absent' };
    }
  }
};

const anIntent = (answer: Promise<Stripe.PaymentIntent>): Promise<Stripe.PaymentIntent> =>
  assertStripeObject('payment_intent', answer);

/** What news named. An id that the gateway does not know says nothing about our charge. */
const ofNamed = async (
  { paymentIntents }: Stripe,
  id: string,
  reference: GatewayRequest['reference'],
): Promise<Outcome> => {
  const intent = await anIntent(paymentIntents.retrieve(id, latestCharge)).catch((error: unknown) => {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
    throw error;
  });
  return intent ? ofOwn(intent, reference) : { kind: 'absent' };
};

/** Only what carries our reference is ours, whoever named its id. */
const ofOwn = (intent: Stripe.PaymentIntent, { paymentId, workId }: GatewayRequest['reference']): Outcome =>
  intent.metadata.paymentId === paymentId && intent.metadata.workId === workId ? ofIntent(intent) : { kind: 'absent' };

const latestCharge = { expand: ['latest_charge'] };

/** Where the customer comes back to after a step at their bank; the order page of the shop belongs here. */
const returnUrl = 'https://example.com/orders';

const chargeOf = (instruction: GatewayRequest) => ({
  amount: instruction.amountMinor,
  currency: instruction.currency.toLowerCase(),
  confirm: true,
  capture_method: instruction.capture === 'manual' ? ('manual' as const) : ('automatic' as const),
  ...instrumentOf(instruction),
  metadata: instruction.reference,
  return_url: returnUrl,
  ...latestCharge,
});

const instrumentOf = ({ paymentMethod, cardToken = '', card }: GatewayRequest) => {
  if (paymentMethod === 'paypal') {
    return { payment_method_types: ['paypal'], payment_method_data: { type: 'paypal' as const } };
  }
  const byCard = { payment_method_types: ['card'] };
  return card
    ? { ...byCard, payment_method: card.methodRef, customer: card.customerRef }
    : { ...byCard, payment_method_data: { type: 'card' as const, card: { token: cardToken } } };
};

const ofIntent = (intent: Stripe.PaymentIntent): Outcome => {
  const charge = intent.latest_charge;
  const transactionId = typeof charge === 'string' ? charge : (charge?.id ?? intent.id);
  const charged = { currency: intent.currency.toUpperCase(), transactionId, gatewayRef: intent.id };
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'succeeded', amountMinor: intent.amount_received, ...charged };
    case 'requires_capture':
      return { kind: 'authorized', amountMinor: intent.amount_capturable, ...charged };
    case 'requires_action':
      return { kind: 'challenged', url: intent.next_action?.redirect_to_url?.url ?? '', gatewayRef: intent.id };
    case 'requires_payment_method':
      return toDecline(intent.last_payment_error);
    case 'canceled':
      return toDecline({ code: 'canceled', message: 'The payment was cancelled' });
    default:
      return { kind: 'unknown', cause: new Error(`The payment intent is ${intent.status}`) };
  }
};

const ofVoid = ({ id, amount, currency }: Stripe.PaymentIntent): Outcome => ({
  kind: 'succeeded',
  amountMinor: amount,
  currency: currency.toUpperCase(),
  transactionId: id,
  gatewayRef: id,
});

const ofRefund = ({ id, amount, currency, status, failure_reason }: Stripe.Refund): Outcome => {
  const refunded = { currency: currency.toUpperCase(), transactionId: id, gatewayRef: id };
  if (status === 'succeeded') return { kind: 'succeeded', amountMinor: amount, ...refunded };
  if (status === 'failed' || status === 'canceled') {
    return toDecline({ code: failure_reason ?? 'refund_failed', message: 'The refund failed' });
  }
  return { kind: 'unknown', cause: new Error(`The refund is ${status}`) };
};

/** A card error and a request that Stripe refused to begin are definite; everything else says nothing about the money. */
const declinedOrThrown = (error: unknown): Outcome => {
  if (error instanceof Stripe.errors.StripeCardError) return toDecline(error);
  if (isRefusal(error)) return toDecline(error);
  return thrown(error);
};

const thrown = (error: unknown): never => {
  throw redactError(error);
};
