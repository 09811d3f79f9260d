import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** How calls are sent. */
export interface Sending {
  /** A token, or a function that returns one that is valid now. */
  token: string | (() => Promise<string>);
  /** The largest number of attempts of a call. */
  triesMax: number;
  /** How long one attempt may take, to the last byte of its response. */
  timeoutMs: number;
  /** The longest wait between two attempts. A response that asks for a longer wait is not retried. */
  waitMaxMs: number;
}

/** The methods that are safe to repeat: reads, and POST by its idempotency key. */
const repeatable = ['GET', 'HEAD', 'POST'];

/**
 * Creates a `fetch` that repeats a call without a whole response, or with a response that will pass. A POST gets an
 * `Idempotency-Key` that all attempts share, so that it takes effect once, even if a response is lost. Other changes have no
 * key and are sent once.
 */
export const fetchWithRetries =
  (sending: Sending) =>
  async (call: Request): Promise<Response> => {
    if (call.method === 'POST' && !call.headers.has('idempotency-key'))
      call.headers.set('idempotency-key', randomUUID());
    const triesMax = repeatable.includes(call.method) ? sending.triesMax : 1;
    for (let tries = 1; ; tries += 1) {
      const isLast = tries >= triesMax;
      const response = await send(call.clone(), sending).catch((error: unknown) => {
        if (isLast || call.signal.aborted) throw error;
        return null;
      });
      const waitMs = response ? retryDelay(response, tries) : backOff(tries);
      if (response && (isLast || waitMs > sending.waitMaxMs)) return response;
      await delay(Math.min(waitMs, sending.waitMaxMs), undefined, { signal: call.signal });
    }
  };

/** Sends one attempt and reads its whole body, so that a body that breaks off counts as no response. */
const send = async (call: Request, { token, timeoutMs }: Sending): Promise<Response> => {
  call.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`No response within ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await fetch(call, { signal: AbortSignal.any([call.signal, late.signal]) });
    return isStream(response) || response.body === null ? response : await readWhole(response);
  } finally {
    clearTimeout(timer);
  }
};

/** Live tracking has no end: its events are read one by one. */
const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true;

const readWhole = async (response: Response): Promise<Response> => {
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
};

/** The statuses of a proxy or a balancer whose service is away for a moment. */
const passing = [502, 503, 504];

/** Returns how long to wait before the next attempt, in milliseconds; infinity if another attempt would not help. */
const retryDelay = ({ status, headers }: Response, tries: number): number => {
  const retryAfter = status >= 400 ? toMilliseconds(headers.get('retry-after')) : undefined;
  return retryAfter ?? (passing.includes(status) ? backOff(tries) : Number.POSITIVE_INFINITY);
};

/** Reads `Retry-After`: seconds or a date (RFC 9110, 10.2.3). */
const toMilliseconds = (retryAfter: string | null): number | undefined => {
  if (retryAfter === null) return undefined;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const time = Date.parse(retryAfter);
  return Number.isNaN(time) ? undefined : Math.max(time - Date.now(), 0);
};

const firstWaitMs = 200;

/** Doubles with each attempt. A part is random, so that many clients do not return at once. */
const backOff = (tries: number): number => firstWaitMs * 2 ** (tries - 1) * (0.5 + Math.random());
