import createOpenapiClient, { type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch';
import type { HttpMethod, MediaType, PathsWithMethod } from 'openapi-typescript-helpers';
import type { paths as orderPaths, components as orders } from '../contract/order-api';
import type { paths as paymentPaths, components as payments } from '../contract/payment-api';
import { toError } from './problem';
import { fetchWithRetries, type Sending } from './retries';

export { Problem, type ProblemCode, type ProblemDocument } from './problem';

export type Order = orders['schemas']['Order'];
export type NewOrder = orders['schemas']['NewOrder'];
export type OrderStatus = orders['schemas']['OrderStatus'];
export type Payment = payments['schemas']['Payment'];

/** The paths that a client may call; webhooks are for the gateway. */
export type Paths = orderPaths & Omit<paymentPaths, '/webhooks/stripe'>;

/** `baseUrl` and `token` are required; the rest has defaults. */
export type ClientOptions = { baseUrl: string } & Pick<Sending, 'token'> & Partial<Sending>;

/** The result of a call. */
export interface Answer<T> {
  data: T;
  response: Response;
}

type Init<I> = undefined extends I ? [init?: I] : [init: I];

/** Calls an operation by its path. @throws Problem */
export type Call<M extends HttpMethod> = <
  P extends PathsWithMethod<Paths, M>,
  I extends MaybeOptionalInit<Paths[P], M>,
>(
  path: P,
  ...init: Init<I>
) => Promise<Answer<NonNullable<FetchResponse<Paths[P][M] & Record<string, unknown>, I, MediaType>['data']>>>;

/** Calls the order and the payment service by the paths of their contracts. */
export interface Client {
  GET: Call<'get'>;
  POST: Call<'post'>;
  PATCH: Call<'patch'>;
  DELETE: Call<'delete'>;
}

/** Creates a client of the API: typed by the contracts, with retries, and with problems as errors. */
export const createClient = ({ baseUrl, ...sending }: ClientOptions): Client => {
  const fetch = fetchWithRetries({ triesMax: 6, timeoutMs: 15_000, waitMaxMs: 10_000, ...sending });
  const client = createOpenapiClient<Paths>({ baseUrl, fetch });
  client.use({
    onResponse: async ({ request, response }) => {
      if (response.status >= 400) throw await toError(request, response);
    },
  });
  return client as unknown as Client;
};
