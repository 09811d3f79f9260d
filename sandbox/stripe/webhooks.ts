import { createHmac } from 'node:crypto';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { stripeId, unixNow } from './stripe-objects';

interface WebhookParts {
  url?: string;
  secret?: string;
  journal: Journal<StripeEvent>;
  faults: Faults;
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
const answerMaxMs = 5_000;

/** Keeps every event, and posts it, signed, when there is somewhere to post to. Nothing waits for the delivery. */
export const webhookSender = ({ url, secret = '', journal, faults }: WebhookParts) => {
  let heldBack: StripeEvent | undefined;

  const post = async (event: StripeEvent, attempt = 1): Promise<void> => {
    if (url === undefined) return;
    const payload = JSON.stringify(event);
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(payload, secret) };
    const isTaken = await fetch(url, {
      method: 'POST',
      body: payload,
      headers,
      signal: AbortSignal.timeout(answerMaxMs),
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!isTaken && attempt < triesMax) postLater(event, 200 * 2 ** attempt, attempt + 1);
  };
  const postLater = (event: StripeEvent, ms: number, attempt = 1) =>
    void setTimeout(() => void post(event, attempt), ms).unref();

  const deliver = async (event: StripeEvent): Promise<void> => {
    const fault = faults.hit({ method: 'POST', path: 'webhooks', text: JSON.stringify(event) });
    if (fault?.kind === 'lost') return;
    if (fault?.kind === 'slow') return postLater(event, fault.ms);
    if (fault?.kind === 'reversed' && heldBack === undefined) {
      heldBack = event;
      return;
    }
    await post(event);
    if (fault?.kind === 'twice') await post(event);
    if (heldBack) await post(heldBack);
    heldBack = undefined;
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
      journal.append(event);
      void deliver(event);
    },
    /** Newest first. */
    list: (): StripeEvent[] => [...journal.values].reverse(),
  };
};

/** `t=<unix>,v1=<HMAC-SHA256 of "<t>.<payload>">` (Stripe's documentation: "Verify webhook signatures"). */
export const signatureOf = (payload: string, secret: string, at = unixNow()): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
