import Stripe from 'stripe';
import type { GatewayRequest, Outcome } from '../../ports/gateway';
import { assertStripeObject, readList } from './stripe-client';
import { toDecline } from './stripe-errors';
import { toChargeOutcome, toRefundOutcome, toVoidOutcome } from './stripe-outcomes';

/**
 * Looks a request up by consistent reads: by id, or in a list. Stripe's search may lag by an hour and never proves that
 * something is absent (docs.stripe.com/search, "Data freshness").
 */
export const findRequest = async (stripe: Stripe, request: GatewayRequest): Promise<Outcome> => {
  const { kind, reference, gatewayRef = '' } = request;
  switch (kind) {
    case 'charge':
      return gatewayRef === '' ? findInList(stripe, request) : findByName(stripe, gatewayRef, reference);
    case 'capture': {
      const intent = await retrieveIntent(stripe, gatewayRef);
      return intent.status === 'requires_capture' ? { kind: 'absent' } : toChargeOutcome(intent);
    }
    case 'void': {
      const intent = await retrieveIntent(stripe, gatewayRef);
      if (intent.status === 'succeeded') return toDecline({ code: 'already_captured' });
      return intent.status === 'canceled' ? toVoidOutcome(intent) : { kind: 'absent' };
    }
    case 'refund':
      for await (const refund of readList((page) => stripe.refunds.list({ payment_intent: gatewayRef, ...page }))) {
        if (refund.metadata?.workId === reference.workId) return toRefundOutcome(refund);
      }
      return { kind: 'absent' };
  }
};

const retrieveIntent = ({ paymentIntents }: Stripe, id: string): Promise<Stripe.PaymentIntent> =>
  assertStripeObject('payment_intent', paymentIntents.retrieve(id));

/** Our clock and Stripe's may differ by this. */
const marginSeconds = 300;
/** More intents than this since the first send prove nothing. */
const intentsMax = 10_000;

const findInList = async (stripe: Stripe, { reference, firstSentAt }: GatewayRequest): Promise<Outcome> => {
  const since = Math.floor((firstSentAt?.getTime() ?? 0) / 1000) - marginSeconds;
  const intents = readList((page) => stripe.paymentIntents.list({ created: { gte: since }, ...page }));
  let seen = 0;
  for await (const intent of intents) {
    if (isOurs(intent, reference)) return toChargeOutcome(intent);
    seen += 1;
    if (seen >= intentsMax) return { kind: 'unknown', cause: new Error('Too many payment intents to look through') };
  }
  return { kind: 'absent' };
};

/** An event named the intent. An id that Stripe does not know says nothing about our charge. */
const findByName = async (stripe: Stripe, id: string, reference: GatewayRequest['reference']): Promise<Outcome> => {
  const intent = await retrieveIntent(stripe, id).catch((error: unknown) => {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
    throw error;
  });
  return intent && isOurs(intent, reference) ? toChargeOutcome(intent) : { kind: 'absent' };
};

/** Only what carries our reference is ours, whatever named its id. */
const isOurs = ({ metadata }: Stripe.PaymentIntent, { paymentId, workId }: GatewayRequest['reference']): boolean =>
  metadata.paymentId === paymentId && metadata.workId === workId;
