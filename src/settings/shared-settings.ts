import type { Config } from '../config';
import { isLive, isStripe } from './conflicts';

/** What all processes of a deployment must agree on, as text by the variable of each setting. */
export type SharedSettings = Record<string, string>;

/**
 * Returns the settings that all processes must share: a process with other partitions publishes where no consumer reads, one
 * with other windows ends orders early, and one with another gateway does not find the charges of the others.
 */
export const toSharedSettings = (config: Config): SharedSettings => ({
  STREAM_PARTITIONS: String(config.streamPartitions),
  STREAM_RETENTION_MS: String(config.streamRetentionMs),
  CONSUMER_LEASE_MS: String(config.consumerLeaseMs),
  PAYMENT_WINDOW_MS: String(config.paymentWindowMs),
  CHALLENGE_WINDOW_MS: String(config.challengeWindowMs),
  AUTHORIZATION_WINDOW_MS: String(config.authorizationWindowMs),
  BACKORDERS_ALLOWED: String(config.isBackorderAllowed),
  GATEWAY_QUIET_MS: String(config.gatewayQuietMs),
  GATEWAY_KEY_LIFETIME_MS: String(config.gatewayKeyLifetimeMs),
  GATEWAY_KEEPS_FAILED_KEYS: String(config.gatewayKeepsFailedKeys),
  ...toGateway(config),
});

/** The kind of gateway, not its address or key: those may differ, and keys are rotated. */
const toGateway = (config: Config): SharedSettings => ({
  STRIPE_API_URL: isStripe(config) ? 'Stripe' : 'a server other than Stripe',
  STRIPE_SECRET_KEY: isLive(config) ? 'a live key' : 'a test key',
});
