import Stripe from 'stripe';

export interface StripeAccess {
  /** Unset: the real Stripe. */
  apiUrl?: string;
  secretKey: string;
  timeoutMs: number;
}

/** Stripe's SDK. It repeats nothing by itself but a call whose connection broke, once and with the same idempotency key. */
export const stripeClient = ({ apiUrl, secretKey, timeoutMs }: StripeAccess): Stripe =>
  new Stripe(secretKey, { ...addressOf(apiUrl), telemetry: false, maxNetworkRetries: 0, timeout: timeoutMs });

const addressOf = (apiUrl: string | undefined) => {
  if (apiUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  return { host: hostname, port, protocol: protocol === 'http:' ? ('http' as const) : ('https' as const) };
};
