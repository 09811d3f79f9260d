import Stripe from 'stripe';
import type { GatewayEvent } from '../../ports/gateway';
import { type CallPriority, createRateLimiter, type RateLimiter } from '../rate-limiter';

export interface StripeAccess {
  /** Unset: the real Stripe. */
  apiUrl?: string;
  secretKey: string;
  timeoutMs: number;
  /** The most calls in a second; 0 sets no limit. Stripe allows 100 in live mode (docs.stripe.com/rate-limits). */
  callsPerSecond?: number;
}

/** Creates Stripe's SDK. It resends nothing: whether a second call is safe, the charge protocol decides. */
export const createStripeClient = ({ apiUrl, secretKey, timeoutMs, callsPerSecond = 0 }: StripeAccess): Stripe =>
  new Stripe(secretKey, {
    ...toAddress(apiUrl),
    httpClient: createHttpClient(createRateLimiter(callsPerSecond), timeoutMs),
    telemetry: false,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
  });

/**
 * Wraps the SDK's HTTP client. When a connection breaks, the SDK resends the request half a second later, whatever its
 * settings say; it recognizes the case by the error's code, so the code is removed. Nor does the SDK expect JSON that is
 * no object: it throws outside of any promise.
 */
const createHttpClient = (limiter: RateLimiter, timeoutMs: number) => {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  client.makeRequest = async (...call) => {
    const [, , path, method] = call;
    const queuedAt = performance.now();
    const response = await limiter.run(toPriority(method, path), async () => {
      // The claim of the work that this call is for may be over by now.
      if (performance.now() - queuedAt > timeoutMs) throw new Error('The rate limit held the call back for too long');
      return send(...call).catch((cause: unknown) => {
        throw new Error('The connection to the gateway broke', { cause });
      });
    });
    if (response.getStatusCode() === 429) limiter.pause(toPauseMs(response.getHeaders()));
    const read = response.toJSON.bind(response);
    response.toJSON = () => read().then(assertObject);
    return response;
  };
  return client;
};

const toPriority = (method: string, path: string): CallPriority => {
  if (method !== 'GET') return path.startsWith('/v1/refunds') ? 'refund' : 'charge';
  return /^\/v1\/\w+\/\w+/.test(path) ? 'lookup' : 'list';
};

const pauseMs = 1_000;

/** `Retry-After` in seconds where the gateway sends it (RFC 9110, section 10.2.3). */
const toPauseMs = (headers: object): number => {
  const seconds = Number((headers as Record<string, string>)['retry-after']);
  return seconds > 0 ? seconds * 1000 : pauseMs;
};

const assertObject = <T>(body: T): T => {
  if (typeof body !== 'object' || body === null) throw new Error('The answer is no object');
  return body;
};

const toAddress = (apiUrl: string | undefined) => {
  if (apiUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  // Node takes an IPv6 address without the brackets that a URL has around it.
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port, protocol: protocol === 'http:' ? ('http' as const) : ('https' as const) };
};

interface Page {
  limit: number;
  starting_after?: string;
}

/** Reads a list page by page, newest first, as Stripe orders it. */
export async function* readList<T extends { id: string }>(
  readPage: (page: Page) => Promise<Stripe.ApiList<T>>,
): AsyncGenerator<T> {
  for (let last: string | undefined; ; ) {
    const page = { limit: 100, ...(last !== undefined && { starting_after: last }) };
    const { data, has_more: hasMore } = await assertStripeObject('list', readPage(page));
    yield* data;
    last = data.at(-1)?.id;
    if (!hasMore || last === undefined) return;
  }
}

/** Returns a whole list, newest first. */
export const listAll = async <T extends { id: string }>(
  readPage: (page: Page) => Promise<Stripe.ApiList<T>>,
): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of readList(readPage)) all.push(item);
  return all;
};

/** Returns our reference from an object's metadata, when there is one. */
export const findReference = (metadata: Record<string, string> | null | undefined): Pick<GatewayEvent, 'reference'> => {
  const { paymentId, workId } = metadata ?? {};
  return paymentId !== undefined && workId !== undefined ? { reference: { paymentId, workId } } : {};
};

/**
 * Returns the answer if it is an object of Stripe's of that kind. The SDK takes any JSON without `error` for a success,
 * whatever its status: a proxy may have written it.
 */
export const assertStripeObject = async <T extends { object: string }>(
  object: T['object'],
  answer: Promise<T>,
): Promise<T> => {
  const answered: T | null = await answer;
  if (answered?.object !== object) throw new Error(`The answer is no ${object} of Stripe`);
  return answered;
};
