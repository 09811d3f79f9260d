import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** How calls are sent. */
export interface Sending {
  /** A token, or where to get one that is valid now. */
  token: string | (() => Promise<string>);
  /** How often a call is sent, at most. */
  triesMax: number;
  /** How long an answer may take to begin. */
  timeoutMs: number;
  /** The longest wait between two tries; a service that asks for more is not asked again. */
  waitMaxMs: number;
}

/**
 * Sends a call until it is answered, for as often as it may be. A POST gets an `Idempotency-Key` that all its tries share,
 * so that it takes effect once, also when an answer was lost. Other changes have no key, and are sent once.
 */
export const repeating =
  (sending: Sending) =>
  async (call: Request): Promise<Response> => {
    if (call.method === 'POST' && !call.headers.has('idempotency-key'))
      call.headers.set('idempotency-key', randomUUID());
    const triesMax = ['GET', 'HEAD', 'POST'].includes(call.method) ? sending.triesMax : 1;
    for (let tries = 1; ; tries += 1) {
      const isLast = tries >= triesMax;
      const answer = await send(call.clone(), sending).catch((error: unknown) => {
        if (isLast || call.signal.aborted) throw error;
        return null;
      });
      const waitMs = answer ? askedToWait(answer) : backOff(tries);
      if (answer && (isLast || waitMs > sending.waitMaxMs)) return answer;
      await answer?.body?.cancel();
      await delay(Math.min(waitMs, sending.waitMaxMs), undefined, { signal: call.signal });
    }
  };

const send = async (call: Request, { token, timeoutMs }: Sending): Promise<Response> => {
  call.headers.set('authorization', `Bearer ${typeof token === 'string' ? token : await token()}`);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await fetch(call, { signal: AbortSignal.any([call.signal, late.signal]) });
  } finally {
    clearTimeout(timer);
  }
};

/** A refusal that names a time to come again: nothing is wrong with the call. Others never get better. */
const askedToWait = ({ status, headers }: Response): number => {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return status >= 400 && seconds >= 0 ? seconds * 1_000 : Number.POSITIVE_INFINITY;
};

const firstWaitMs = 200;

/** Doubles with each try. Some of it is chance, so that many clients do not come back at once. */
const backOff = (tries: number): number => firstWaitMs * 2 ** (tries - 1) * (0.5 + Math.random());
