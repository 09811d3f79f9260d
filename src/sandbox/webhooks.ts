import { createHmac } from 'node:crypto';
import { stripeId, unixNow } from './stripe-objects';

interface WebhookParts {
  url?: string;
  secret?: string;
}

/** An event, as Stripe lists and posts it. */
export interface StripeEvent {
  id: string;
  object: 'event';
  type: string;
  created: number;
  data: { object: unknown };
  livemode: false;
}

const triesMax = 6;
const keptMax = 10_000;

/** Keeps every event, and posts it, signed, when there is somewhere to post to. Nothing waits for the delivery. */
export const webhookSender = ({ url, secret = '' }: WebhookParts) => {
  const events: StripeEvent[] = [];
  const stopped = new AbortController();

  const post = async (event: StripeEvent, attempt = 1): Promise<void> => {
    if (url === undefined || stopped.signal.aborted) return;
    const payload = JSON.stringify(event);
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(payload, secret) };
    const isTaken = await fetch(url, { method: 'POST', body: payload, headers, signal: stopped.signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!isTaken && attempt < triesMax) setTimeout(() => void post(event, attempt + 1), 200 * 2 ** attempt).unref();
  };

  return {
    emit: (type: string, object: object): void => {
      const data = { object: structuredClone(object) };
      const event: StripeEvent = {
        id: stripeId('evt'),
        object: 'event',
        type,
        created: unixNow(),
        data,
        livemode: false,
      };
      events.push(event);
      if (events.length > keptMax) events.shift();
      void post(event);
    },
    /** Newest first. */
    list: (): StripeEvent[] => [...events].reverse(),
    stop: () => stopped.abort(),
  };
};

/** `t=<unix>,v1=<HMAC-SHA256 of "<t>.<payload>">` (Stripe's documentation: "Verify webhook signatures"). */
export const signatureOf = (payload: string, secret: string, at = unixNow()): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
