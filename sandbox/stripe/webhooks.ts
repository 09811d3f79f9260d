import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import type { Faults } from '../faults';
import { isSubscribedTo, type StoredEvent } from './events';

interface WebhookOptions {
  url?: string;
  secret?: string;
  /** The types that the endpoint is subscribed to, or `*`; without it, what says something new. */
  subscription?: string[];
  faults: Faults;
}

const triesMax = 6;
const answerMaxMs = 5_000;

/** Posts events, signed, to an endpoint. Nothing waits for the delivery. */
export const webhookSender = ({ url, secret = '', subscription, faults }: WebhookOptions) => {
  if (url === undefined) return { deliver: () => {}, close: () => {} };
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { headersTimeout: answerMaxMs, bodyTimeout: answerMaxMs });
  const late = new Map<NodeJS.Timeout, () => void>();
  let heldBack: StoredEvent | undefined;

  const postLater = (event: StoredEvent, ms: number, attempt = 1): void => {
    const run = (): void => {
      late.delete(timer);
      void post(event, attempt);
    };
    const timer = setTimeout(run, ms).unref();
    late.set(timer, run);
  };
  const post = async (event: StoredEvent, attempt = 1): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(event.text, secret) };
    const isTaken = await pool
      .request({ method: 'POST', path: pathname + search, headers, body: event.text })
      .then(async ({ statusCode, body }) => {
        await body.dump();
        return statusCode < 300;
      })
      .catch(() => false);
    if (!isTaken && attempt < triesMax) postLater(event, 200 * 2 ** attempt, attempt + 1);
  };
  const deliver = async (event: StoredEvent): Promise<void> => {
    const fault = faults.hit({ method: 'POST', path: 'webhooks', text: event.text }, 'delivery');
    const lagMs = faults.lagMs('webhooks');
    if (fault?.kind === 'lost') return;
    if (lagMs > 0) return postLater(event, lagMs);
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
  // What lagged, or was held back, is posted when the faults end.
  faults.onClear(() => {
    if (heldBack) void post(heldBack);
    heldBack = undefined;
    for (const [timer, run] of late) {
      clearTimeout(timer);
      run();
    }
  });
  return {
    deliver: (event: StoredEvent): void => {
      if (isSubscribedTo(event.type, subscription)) void deliver(event);
    },
    close: () => void pool.destroy(),
  };
};

/**
 * `t=<unix>,v1=<HMAC-SHA256 of "<t>.<payload>">`, by the real time, which receivers compare with their own clock.
 * https://docs.stripe.com/webhooks#verify-manually
 */
export const signatureOf = (payload: string, secret: string, at = Math.floor(Date.now() / 1000)): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
