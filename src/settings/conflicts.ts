import { parseRedisAddress } from '../redis/redis-address';
import type { Environment, Values } from './setting';
import type { settings } from './table';

type Name = keyof typeof settings;
type Settings = Values<typeof settings>;

/** Settings that must fit together. `check` returns what is wrong, or undefined. */
interface Rule {
  names: Name[];
  check: (settings: Settings) => string | undefined | false;
}

const rules: Rule[] = [
  {
    names: ['stripeApiUrl', 'stripeSecretKey'],
    check: (settings) =>
      isStripe(settings) &&
      !/^(sk|rk)_(test|live)_(?!sandbox)/.test(settings.stripeSecretKey) &&
      'STRIPE_SECRET_KEY must be the key of an account for Stripe itself; for the sandbox, set STRIPE_API_URL to its address',
  },
  {
    names: ['stripeApiUrl', 'stripeSecretKey'],
    check: (settings) =>
      isLive(settings) &&
      (!isStripe(settings) || settings.stripeApiUrl?.startsWith('http:')) &&
      "STRIPE_API_URL must be https://api.stripe.com, or unset, for a live STRIPE_SECRET_KEY: other servers' payments are not real",
  },
  {
    names: ['returnUrls', 'stripeSecretKey'],
    check: (settings) =>
      isLive(settings) &&
      settings.returnUrls.some((one) => !one.startsWith('https:')) &&
      'RETURN_URLS must be https addresses of your shop for a live STRIPE_SECRET_KEY',
  },
  { names: ['redisMode', 'redisUrl'], check: findAddressProblem },
  {
    names: ['host', 'port', 'opsHost', 'opsPort'],
    check: ({ host, port, opsHost, opsPort }) =>
      host === opsHost &&
      port === opsPort &&
      port !== 0 &&
      'OPS_PORT must be another port than PORT: operators have a listener of their own',
  },
];

/** What recovery relies on with any gateway that moves money. Tests and the sandbox keep short times. */
const gatewayTimeRules: Rule[] = [
  {
    names: ['stripeApiUrl', 'gatewayTimeoutMs', 'gatewayQuietMs'],
    check: (settings) =>
      settings.gatewayQuietMs < settings.gatewayTimeoutMs &&
      'GATEWAY_QUIET_MS must be GATEWAY_TIMEOUT_MS or more: a call that is under way must not count as absent',
  },
  {
    names: ['stripeApiUrl', 'gatewayKeyLifetimeMs', 'gatewayQuietMs'],
    check: (settings) =>
      settings.gatewayKeyLifetimeMs <= settings.gatewayQuietMs &&
      'GATEWAY_KEY_LIFETIME_MS must be longer than GATEWAY_QUIET_MS',
  },
];

/** What a process in production must not do. */
const productionRules: Rule[] = [
  {
    names: ['faultPoint'],
    check: ({ faultPoint }) => faultPoint !== undefined && 'FAULT_POINT must be unset with NODE_ENV=production',
  },
  {
    names: ['stripeSecretKey', 'stripeApiUrl'],
    check: ({ stripeSecretKey, stripeApiUrl }) =>
      (stripeSecretKey.includes('sandbox') || stripeApiUrl?.startsWith('http:')) &&
      'STRIPE_API_URL must be https, and STRIPE_SECRET_KEY the key of an account, with NODE_ENV=production',
  },
  {
    names: ['jwksUrl'],
    check: ({ jwksUrl }) =>
      !jwksUrl && 'JWKS_URL is required with NODE_ENV=production: the local keys are for development',
  },
  {
    names: ['opsPassword'],
    check: ({ opsPassword }) =>
      opsPassword !== undefined &&
      opsPassword.length < passwordMin &&
      `OPS_PASSWORD must have ${passwordMin} characters or more with NODE_ENV=production`,
  },
];

const passwordMin = 16;

/** Returns what is wrong between settings, as sentences. Rules about a setting that is invalid itself are skipped. */
export const findConflicts = (settings: Settings, invalid: ReadonlySet<string>, env: Environment): string[] => {
  const isProduction = env.NODE_ENV?.trim() === 'production';
  return [
    ...rules,
    ...(isProduction || isStripe(settings) ? gatewayTimeRules : []),
    ...(isProduction ? productionRules : []),
  ]
    .filter(({ names }) => !names.some((name) => invalid.has(name)))
    .flatMap(({ check }) => check(settings) || []);
};

/** Whether the gateway is Stripe itself. */
export const isStripe = ({ stripeApiUrl }: Pick<Settings, 'stripeApiUrl'>): boolean =>
  stripeApiUrl === undefined || /(^|\.)stripe\.com$/.test(new URL(stripeApiUrl).hostname);

/** Whether the key moves real money. */
export const isLive = ({ stripeSecretKey }: Pick<Settings, 'stripeSecretKey'>): boolean =>
  /^(sk|rk)_live_/.test(stripeSecretKey);

/** A function declaration, because the rules above use it. */
function findAddressProblem(settings: Settings): string | undefined {
  try {
    parseRedisAddress(settings);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
