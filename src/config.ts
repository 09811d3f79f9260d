import { resolve } from 'node:path';
import type { Timers } from './actors/host/apply-decision';

const roles = ['api', 'worker', 'relay', 'consumer'] as const;
export type Role = (typeof roles)[number];

/** Everything that can be set from outside, with units last. */
export interface Config {
  roles: ReadonlySet<Role>;
  /** Where the public listener listens; behind a container's port mapping it must be every address. */
  host: string;
  port: number;
  /** Where the ops listener listens: loopback, unless a container's port mapping guards it. */
  opsHost: string;
  opsPort: number;
  ordersMongodbUri: string;
  paymentsMongodbUri: string;
  redisUrl: string;
  usersUrl: string;
  catalogUrl: string;
  /** Unset: the real Stripe. */
  stripeApiUrl?: string;
  stripeSecretKey: string;
  /** More than one while a secret is rotated; without any, every webhook is refused. */
  stripeWebhookSecrets: string[];
  /** Holds the local keys. */
  dataDir: string;
  opsUser?: string;
  opsPassword?: string;
  /** The first one seals payment data, the others open what they have sealed. Unset: the local keys. */
  encryptionKeys?: { keyId: string; key: string }[];
  jwt: { issuer: string; audience: string; jwksUrl?: string };
  /** News that never reached us are asked for this often. */
  gatewayEventsPollMs: number;
  /** Both sides of every payment are compared this often. */
  reconcileEveryMs: number;
  /** When the data contract is held against all orders: a cron expression, in UTC. */
  dataQualityCron: string;
  windowsMs: Timers;
  streamPartitions: number;
  /** How long an event stays in its stream at least. */
  streamRetentionMs: number;
  /** How long the gateway's look-up may lag behind the truth. */
  gatewayQuietMs: number;
  /** How long the gateway knows an idempotency key; a resend inside it can not charge twice. */
  gatewayKeyLifetimeMs: number;
  /** Whether the gateway remembers an execution that ended in an error under its key, as Stripe does. */
  gatewayKeepsFailedKeys: boolean;
  gatewayTimeoutMs: number;
  sweepEveryMs: number;
  /** How long a consumer that died keeps others waiting. */
  consumerLeaseMs: number;
  /** How often live trackers get a sign of life, and whoever does not take it is cut off. */
  trackingHeartbeatMs: number;
  /** Live trackers of this process, and of one caller in it. */
  trackersMax: number;
  trackersPerCallerMax: number;
  logLevel: string;
  /** For tests: where the process kills or freezes itself, `<point>:<n>` or `<point>:<n>:stop`. */
  faultPoint?: string;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the environment, once.
 * @throws Error that names the variable that is wrong
 */
export const readConfig = (env: Environment): Config => {
  const text = (name: string, fallback: string): string => env[name] || fallback;
  const whole = (name: string, fallback: number): number => wholeNumber(name, env[name], fallback);
  const optional = <K extends string>(key: K, name: string): { [P in K]?: string } =>
    (env[name] ? { [key]: env[name] } : {}) as { [P in K]?: string };
  const sandbox = 'http://127.0.0.1:4000';
  return {
    roles: readRoles(env.ROLES),
    host: text('HOST', '127.0.0.1'),
    port: whole('PORT', 3000),
    opsHost: text('OPS_HOST', '127.0.0.1'),
    opsPort: whole('OPS_PORT', 3001),
    ordersMongodbUri: text('ORDERS_MONGODB_URI', 'mongodb://127.0.0.1:27017/orders?directConnection=true'),
    paymentsMongodbUri: text('PAYMENTS_MONGODB_URI', 'mongodb://127.0.0.1:27017/payments?directConnection=true'),
    redisUrl: text('REDIS_URL', 'redis://127.0.0.1:6379'),
    usersUrl: text('USERS_URL', sandbox),
    catalogUrl: text('CATALOG_URL', sandbox),
    ...(env.STRIPE_API_URL ? { stripeApiUrl: env.STRIPE_API_URL } : {}),
    stripeSecretKey: text('STRIPE_SECRET_KEY', 'sk_test_sandbox'),
    stripeWebhookSecrets: text('STRIPE_WEBHOOK_SECRET', '').split(',').filter(Boolean),
    dataDir: resolve(text('DATA_DIR', '.data')),
    ...optional('opsUser', 'OPS_USER'),
    ...optional('opsPassword', 'OPS_PASSWORD'),
    ...(env.ENCRYPTION_KEYS ? { encryptionKeys: readKeys(env.ENCRYPTION_KEYS) } : {}),
    jwt: {
      issuer: text('JWT_ISSUER', 'order-management'),
      audience: text('JWT_AUDIENCE', 'order-management'),
      ...optional('jwksUrl', 'JWKS_URL'),
    },
    gatewayEventsPollMs: whole('GATEWAY_EVENTS_POLL_MS', 60_000),
    reconcileEveryMs: whole('RECONCILE_EVERY_MS', 3600_000),
    dataQualityCron: cron('DATA_QUALITY_CRON', env.DATA_QUALITY_CRON, '0 3 * * *'),
    windowsMs: {
      paymentWindow: whole('PAYMENT_WINDOW_MS', 30 * 60_000),
      challengeWindow: whole('CHALLENGE_WINDOW_MS', 15 * 60_000),
      authorizationWindow: whole('AUTHORIZATION_WINDOW_MS', 6 * 24 * 3600_000),
    },
    streamPartitions: whole('STREAM_PARTITIONS', 1),
    streamRetentionMs: whole('STREAM_RETENTION_MS', 7 * 24 * 3600_000),
    gatewayQuietMs: whole('GATEWAY_QUIET_MS', 60_000),
    gatewayKeyLifetimeMs: whole('GATEWAY_KEY_LIFETIME_MS', 23 * 3600_000),
    gatewayKeepsFailedKeys: yesOrNo('GATEWAY_KEEPS_FAILED_KEYS', env.GATEWAY_KEEPS_FAILED_KEYS, true),
    gatewayTimeoutMs: whole('GATEWAY_TIMEOUT_MS', 10_000),
    sweepEveryMs: whole('SWEEP_EVERY_MS', 1_000),
    consumerLeaseMs: whole('CONSUMER_LEASE_MS', 3_000),
    trackingHeartbeatMs: whole('TRACKING_HEARTBEAT_MS', 15_000),
    trackersMax: whole('TRACKERS_MAX', 5_000),
    trackersPerCallerMax: whole('TRACKERS_PER_CALLER_MAX', 100),
    logLevel: text('LOG_LEVEL', 'info'),
    ...optional('faultPoint', 'FAULT_POINT'),
  };
};

const readRoles = (value: string | undefined): ReadonlySet<Role> => {
  if (!value) return new Set(roles);
  const named = value.split(',').map((role) => role.trim());
  const unknown = named.find((role) => !roles.includes(role as Role));
  if (unknown !== undefined) throw new Error(`ROLES: ${unknown} is none of ${roles.join(', ')}`);
  return new Set(named as Role[]);
};

/** `<id>:<32 bytes in base64>`, more of them behind commas. */
const readKeys = (value: string): { keyId: string; key: string }[] =>
  value.split(',').map((one) => {
    const [keyId = '', key = ''] = one.trim().split(':');
    if (!/^[\w-]+$/.test(keyId) || key === '') throw new Error('ENCRYPTION_KEYS must be <id>:<base64>,<id>:<base64>,…');
    return { keyId, key };
  });

/** Five fields, or six with seconds. */
const cron = (name: string, value: string | undefined, fallback: string): string => {
  const expression = (value || fallback).trim();
  if (!/^([\d*,/-]+ +){4,5}[\d*,/-]+$/.test(expression))
    throw new Error(`${name} must be a cron expression, not ${value}`);
  return expression;
};

const yesOrNo = (name: string, value: string | undefined, fallback: boolean): boolean => {
  if (!value) return fallback;
  if (value !== 'true' && value !== 'false') throw new Error(`${name} must be true or false, not ${value}`);
  return value === 'true';
};

const wholeNumber = (name: string, value: string | undefined, fallback: number): number => {
  if (!value) return fallback;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${name} must be a whole number, not ${value}`);
  return number;
};
