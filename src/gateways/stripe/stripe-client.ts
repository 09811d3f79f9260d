import Stripe from 'stripe';
import type { GatewayEvent } from '../../ports/gateway';

export interface StripeAccess {
  /** Unset: the real Stripe. */
  apiUrl?: string;
  secretKey: string;
  timeoutMs: number;
}

/** Stripe's SDK. It repeats nothing by itself: whether a second call is safe, the charge protocol decides. */
export const createStripeClient = ({ apiUrl, secretKey, timeoutMs }: StripeAccess): Stripe =>
  new Stripe(secretKey, {
    ...addressOf(apiUrl),
    httpClient: guardedClient(),
    telemetry: false,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
  });

/**
 * Whatever it is told, the SDK sends once more, half a second later, when a connection broke, which it sees by the code:
 * so no code reaches it. And JSON that is no object makes it throw where nobody can catch.
 */
const guardedClient = () => {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  client.makeRequest = async (...call) => {
    const response = await send(...call).catch((cause: unknown) => {
      throw new Error('The connection to the gateway broke', { cause });
    });
    const read = response.toJSON.bind(response);
    response.toJSON = () => read().then(objectOnly);
    return response;
  };
  return client;
};

const objectOnly = <T>(body: T): T => {
  if (typeof body !== 'object' || body === null) throw new Error('The answer is no object');
  return body;
};

const addressOf = (apiUrl: string | undefined) => {
  if (apiUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  return { host: hostname, port, protocol: protocol === 'http:' ? ('http' as const) : ('https' as const) };
};

/** Everything in a list, page by page, as the gateway orders it: the newest first. */
export const listAll = async <T extends { id: string }>(
  list: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<T>>,
): Promise<T[]> => {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1);
    const { data, has_more: isMore } = await assertStripeObject(
      'list',
      list({ limit: 100, ...(last && { starting_after: last.id }) }),
    );
    all.push(...data);
    if (!isMore || data.length === 0) return all;
  }
};

/** Our reference, as we gave it, when there is one. */
export const findReference = (metadata: Record<string, string> | null | undefined): Pick<GatewayEvent, 'reference'> => {
  const { paymentId, workId } = metadata ?? {};
  return paymentId !== undefined && workId !== undefined ? { reference: { paymentId, workId } } : {};
};

/** The SDK takes any JSON without `error` for a success, whatever its status: a proxy may have written it. */
export const assertStripeObject = async <T extends { object: string }>(
  object: T['object'],
  answer: Promise<T>,
): Promise<T> => {
  const answered: T | null = await answer;
  if (answered?.object !== object) throw new Error('Somebody else than the gateway has answered');
  return answered;
};
