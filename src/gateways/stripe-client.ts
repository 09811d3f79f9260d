import Stripe from 'stripe';

export interface StripeAccess {
  /** Unset: the real Stripe. */
  apiUrl?: string;
  secretKey: string;
  timeoutMs: number;
}

/** Stripe's SDK. It repeats nothing by itself: whether a second call is safe, the charge protocol decides. */
export const stripeClient = ({ apiUrl, secretKey, timeoutMs }: StripeAccess): Stripe =>
  new Stripe(secretKey, {
    ...addressOf(apiUrl),
    httpClient: unrepeated(),
    telemetry: false,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
  });

/** Whatever it is told, the SDK sends once more after half a second when a connection broke, which it sees by the code. */
const unrepeated = () => {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  client.makeRequest = (...call) =>
    send(...call).catch((cause: unknown) => {
      throw new Error('The connection to the gateway broke', { cause });
    });
  return client;
};

const addressOf = (apiUrl: string | undefined) => {
  if (apiUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  return { host: hostname, port, protocol: protocol === 'http:' ? ('http' as const) : ('https' as const) };
};
