import type { Config } from '../config';
import { catalogClient } from '../gateways/catalog-client';
import { stripeMethods } from '../gateways/stripe/stripe-cards';
import type { StripeAccess } from '../gateways/stripe/stripe-client';
import { stripeGateway } from '../gateways/stripe/stripe-gateway';
import { usersClient } from '../gateways/users-client';
import type { Contract } from '../http/contract/contract';
import type { Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import { connection } from '../store/connection';
import type { FollowingClock } from '../store/database-clock';
import type { CardVault } from '../store/encryption/card-vault';
import { publisherRedis } from '../streams/redis';
import type { LocalKeys } from './local-keys';

/** What every part of the service is built from. */
export interface Core {
  config: Config;
  keys: LocalKeys;
  vault: CardVault;
  logger: Logger;
  metrics: Metrics;
  outside: Outside;
  /** The one clock of the service: that of MongoDB, so that all processes have the same. */
  clock: FollowingClock;
  contract: Contract;
  /** The folder of the contracts. */
  contracts: string;
}

/** What `outsideOf` builds. */
export type Outside = ReturnType<typeof outsideOf>;

/** Everything that is somewhere else. */
export const outsideOf = (config: Config, logger: Logger, metrics: Metrics) => ({
  ordersDb: connection(),
  paymentsDb: connection(),
  redis: publisherRedis(config.redisUrl, logger),
  users: usersClient({ url: config.usersUrl, failed: metrics.dependencyFailed }),
  catalog: catalogClient({ url: config.catalogUrl, failed: metrics.dependencyFailed }),
  gateway: stripeGateway({
    ...stripeAccess(config),
    webhookSecrets: config.stripeWebhookSecrets,
    keyLifetimeMs: config.gatewayKeyLifetimeMs,
    keepsFailedKeys: config.gatewayKeepsFailedKeys,
    failed: metrics.dependencyFailed,
    quietMs: config.gatewayQuietMs,
  }),
  methodGateway: stripeMethods({ ...stripeAccess(config), failed: metrics.dependencyFailed }),
});

const stripeAccess = ({ stripeApiUrl, stripeSecretKey, gatewayTimeoutMs }: Config): StripeAccess => ({
  ...(stripeApiUrl !== undefined && { apiUrl: stripeApiUrl }),
  secretKey: stripeSecretKey,
  timeoutMs: gatewayTimeoutMs,
});
