import type Stripe from 'stripe';
import { DomainError } from '../../domain/errors';
import type { GatewayEvent } from '../../ports/gateway';
import { findReference, listAll } from './stripe-client';

/** A signature is taken this long before and after its time. */
const toleranceSeconds = 300;

/** Verifies a webhook with any of the secrets, so that one can be rotated. @throws DomainError `webhook-not-authentic` */
export const createWebhookReader =
  (stripe: Stripe, secrets: string[]) =>
  (body: Buffer, signature = ''): GatewayEvent => {
    if (isFromTheFuture(signature)) throw notAuthentic('its time lies in the future');
    for (const secret of secrets) {
      const event = verified(stripe, { body, signature, secret });
      if (event && isEvent(event)) return toGatewayEvent(event);
    }
    throw notAuthentic('its signature does not match, or is too old');
  };

/** Returns the events between two times, the oldest first. */
export const listEvents = async (stripe: Stripe, since: Date, until?: Date): Promise<GatewayEvent[]> => {
  const created = {
    gte: Math.floor(since.getTime() / 1000),
    ...(until && { lt: Math.ceil(until.getTime() / 1000) }),
  };
  const events = await listAll((page) => stripe.events.list({ created, ...page }));
  return events.reverse().map(toGatewayEvent);
};

const verified = (
  { webhooks }: Stripe,
  { body, signature, secret }: { body: Buffer; signature: string; secret: string },
): Stripe.Event | null => {
  try {
    return webhooks.constructEvent(body, signature, secret, toleranceSeconds);
  } catch {
    return null;
  }
};

/** Signed, and an event: the SDK checks the signature alone. */
const isEvent = ({ id, type, created, data }: Partial<Stripe.Event>): boolean =>
  typeof id === 'string' && typeof type === 'string' && Number.isSafeInteger(created) && data?.object != null;

/** The SDK looks only for signatures that are too old. */
const isFromTheFuture = (signature: string): boolean => {
  const seconds = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1] ?? 0);
  return seconds > Date.now() / 1000 + toleranceSeconds;
};

const notAuthentic = (why: string) => new DomainError('webhook-not-authentic', `The webhook is not authentic: ${why}`);

/** Events that only tell the outcome of a request; every other event about a charge may tell of something unrequested. */
const outcomes = new Set([
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'charge.pending',
  'charge.succeeded',
  'charge.failed',
]);

/** The members of an event's object that say which charge it is about. */
interface EventObject {
  id?: string;
  object?: string;
  payment_intent?: string | null;
  metadata?: Record<string, string> | null;
}

const toGatewayEvent = ({ id, type, created, data }: Stripe.Event): GatewayEvent => {
  const { id: objectId, object, payment_intent, metadata } = data.object as EventObject;
  const gatewayRef = object === 'payment_intent' ? objectId : (payment_intent ?? undefined);
  return {
    id,
    type,
    at: new Date(created * 1000),
    ...findReference(metadata),
    ...(gatewayRef !== undefined && { gatewayRef }),
    ...toSubject(type),
    ...(object === 'setup_intent' && metadata?.setupKey !== undefined && { setupKey: metadata.setupKey }),
    mayBeUnrequested: gatewayRef !== undefined && !outcomes.has(type),
  };
};

const toSubject = (type: string): Pick<GatewayEvent, 'about'> => {
  if (type.startsWith('charge.dispute.')) return { about: 'dispute' };
  return type.startsWith('radar.early_fraud_warning.') ? { about: 'fraud-warning' } : {};
};
