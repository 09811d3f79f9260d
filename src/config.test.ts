import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, readServiceConfig } from './config';
import { toMarkdownTable } from './settings/markdown';
import { sections, settings } from './settings/table';

const sandbox = { STRIPE_API_URL: 'http://127.0.0.1:4000' };
const key = Buffer.alloc(32, 7).toString('base64');
const secrets = Object.values(settings).filter(({ isSecret }) => isSecret);

const problemOf = (read: () => unknown): string => {
  try {
    read();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('docs/settings.md', () => {
  const page = readFileSync(join(__dirname, '..', 'docs', 'settings.md'), 'utf8');

  test.each(Object.entries(sections))('has the table of the section %s', (heading, section) => {
    const [, rest = ''] = page.split(`\n## ${heading}\n`);
    expect(rest.split('\n## ')[0]).toContain(toMarkdownTable(section));
  });
});

describe('a setting', () => {
  test.each([
    ['ROLES', 'api,baker', 'must be one of api, worker, relay, consumer'],
    ['ROLES', 'api,,worker', 'without empty entries'],
    ['PORT', 'http', 'a whole number from 0 to 65535'],
    ['PORT', '70000', 'a whole number from 0 to 65535'],
    ['HOST', 'http://0.0.0.0', 'must be a host name'],
    ['USERS_URL', 'localhost:4501', 'must be an address such as'],
    ['CATALOG_URL', 'https://name:pass@catalog', 'neither login nor query'],
    ['STRIPE_API_URL', 'sandbox:4000', 'must be an address such as'],
    ['STRIPE_API_URL', 'localhost:4000', 'must be an address such as'],
    ['STRIPE_API_URL', 'http://127.0.0.1:4000/v1', 'must have no path'],
    ['JWKS_URL', 'idp/keys', 'must be an address such as'],
    ['RETURN_URLS', 'https://shop.example/thanks, shop', 'must be an address such as'],
    ['ORDERS_MONGODB_URI', '127.0.0.1:27017/orders', 'must be an address such as'],
    ['REDIS_URL', 'redis://a:6379, http://b', 'must be an address such as'],
    ['REDIS_MODE', 'clustered', 'must be one of standalone, cluster, sentinel'],
    ['STREAM_PARTITIONS', '0', 'a whole number from 1 to 256'],
    ['CONSUMER_LEASE_MS', '0', 'a whole number from 100 to 12000'],
    ['CONSUMER_LEASE_MS', '20000', 'a whole number from 100 to 12000'],
    ['GATEWAY_TIMEOUT_MS', '0', 'a whole number from 100'],
    ['GATEWAY_EVENTS_POLL_MS', '0', 'a whole number from 100'],
    ['GATEWAY_EVENTS_POLL_MS', '3000000000', 'a whole number from 100'],
    ['PAYMENT_WINDOW_MS', '0', 'a whole number from 100'],
    ['PAYMENT_WINDOW_MS', '1.5', 'a whole number from 100'],
    ['PAYMENT_WINDOW_MS', '1e9', 'a whole number from 100'],
    ['GATEWAY_KEEPS_FAILED_KEYS', 'no', 'must be one of true, false'],
    ['DATA_QUALITY_CRON', 'daily', 'must be a cron expression'],
    ['LOG_LEVEL', 'warning', 'must be one of trace, debug, info, warn'],
    ['ENCRYPTION_KEYS', 'a:c2hvcnQ=', 'must be <id>:<32 bytes in base64>'],
    ['ENCRYPTION_KEYS', `a:${key},a:${key}`, 'must not name a key twice'],
    ['STRIPE_SECRET_KEY', 'sk test', 'must be printable ASCII without spaces'],
  ])('rejects %s=%s by name', (variable, value, rule) => {
    const problem = problemOf(() => readConfig({ [variable]: value }));
    expect(problem).toContain(`  ${variable} must`);
    expect(problem).toContain(rule);
  });

  test.each(secrets)('$variable never shows its value', ({ variable }) => {
    expect(problemOf(() => readConfig({ [variable]: '\u0007hidden' }))).not.toContain('hidden');
  });

  test.each(Object.values(settings).filter(({ fallback }) => typeof fallback === 'number'))(
    '$variable rejects a number that is too large for a timer or a date',
    ({ variable }) => {
      expect(problemOf(() => readConfig({ [variable]: '9007199254740991' }))).toContain(`${variable} must be`);
    },
  );

  test('is trimmed, and so is each entry of a list', () => {
    const config = readConfig({
      STRIPE_SECRET_KEY: ' sk_test_1\n',
      STRIPE_WEBHOOK_SECRET: 'whsec_one, whsec_two\n',
      ENCRYPTION_KEYS: ` a:${key}, b:${key} `,
      USERS_URL: ' https://gateway.example/user-management/v1/ ',
      ROLES: 'api, worker',
    });
    expect(config.stripeSecretKey).toBe('sk_test_1');
    expect(config.stripeWebhookSecrets).toEqual(['whsec_one', 'whsec_two']);
    expect(config.encryptionKeys?.map(({ keyId }) => keyId)).toEqual(['a', 'b']);
    expect(config.usersUrl).toBe('https://gateway.example/user-management/v1');
    expect([...config.roles]).toEqual(['api', 'worker']);
  });

  test('counts as unset when it is empty or blank', () => {
    expect(readConfig({ PORT: '', OPS_PORT: ' ', STRIPE_API_URL: '' })).toEqual(readConfig({}));
  });
});

describe('a process of the service', () => {
  const live = { STRIPE_SECRET_KEY: 'sk_live_1', RETURN_URLS: 'https://shop.example/thanks' };
  const production = { NODE_ENV: 'production', JWKS_URL: 'https://idp.example/keys', ...live };

  const otherGateway = { STRIPE_API_URL: 'https://gateway.example', STRIPE_SECRET_KEY: 'sk_test_1' };

  test.each([
    ['without a gateway', {}, 'STRIPE_SECRET_KEY must be the key of an account'],
    ['with the key of the sandbox for Stripe', { STRIPE_SECRET_KEY: 'sk_test_sandbox' }, 'STRIPE_SECRET_KEY must be'],
    ['with a live key for another server', { ...live, ...sandbox }, 'STRIPE_API_URL must be https://api.stripe.com'],
    ['with a live key over http', { ...live, STRIPE_API_URL: 'http://api.stripe.com' }, 'STRIPE_API_URL must be https'],
    ['with a live key and a return over http', { ...live, RETURN_URLS: 'http://shop.example' }, 'RETURN_URLS must be'],
    [
      'with a quiet time under the time-out for Stripe',
      { ...live, GATEWAY_TIMEOUT_MS: '20000', GATEWAY_QUIET_MS: '19999' },
      'GATEWAY_QUIET_MS must be GATEWAY_TIMEOUT_MS or more',
    ],
    [
      'with keys that end before the quiet time for Stripe',
      { ...live, GATEWAY_KEY_LIFETIME_MS: '60000' },
      'GATEWAY_KEY_LIFETIME_MS must be longer',
    ],
    [
      'with several servers in standalone mode',
      { ...sandbox, REDIS_URL: 'redis://a,redis://b' },
      'REDIS_URL must be one',
    ],
    ['with one port for both listeners', { ...sandbox, PORT: '3000', OPS_PORT: '3000' }, 'OPS_PORT must be another'],
    [
      'in production with the sandbox',
      { ...production, STRIPE_SECRET_KEY: '', ...sandbox },
      'with NODE_ENV=production',
    ],
    [
      'in production with a quiet time under the time-out for any gateway',
      { ...production, ...otherGateway, GATEWAY_TIMEOUT_MS: '20000', GATEWAY_QUIET_MS: '19999' },
      'GATEWAY_QUIET_MS must be GATEWAY_TIMEOUT_MS or more',
    ],
    [
      'in production with keys that end before the quiet time for any gateway',
      { ...production, ...otherGateway, GATEWAY_KEY_LIFETIME_MS: '60000' },
      'GATEWAY_KEY_LIFETIME_MS must be longer',
    ],
    ['in production with local keys', { ...production, JWKS_URL: '' }, 'JWKS_URL is required'],
    ['in production with a fault point', { ...production, FAULT_POINT: 'charge-sent:1' }, 'FAULT_POINT must be unset'],
    ['in production with a short password', { ...production, OPS_PASSWORD: 'a' }, 'OPS_PASSWORD must have 16'],
  ])('%s does not start', (_name, env, problem) => {
    expect(problemOf(() => readServiceConfig(env))).toContain(problem);
  });

  test.each([
    ['with the sandbox', sandbox],
    ['with a test key for Stripe', { STRIPE_SECRET_KEY: 'sk_test_51abc' }],
    ['in production', production],
    ['in production with another gateway', { ...production, ...otherGateway }],
  ])('%s starts', (_name, env) => {
    expect(problemOf(() => readServiceConfig(env))).toBe('');
  });

  test('names everything that is wrong in one message', () => {
    const problem = problemOf(() =>
      readServiceConfig({ PORT: 'x', LOG_LEVEL: 'loud', STRIPE_API_URL: 'sandbox:4000' }),
    );
    expect(problem.match(/^ {2}\w+/gm)).toEqual(['  PORT', '  LOG_LEVEL', '  STRIPE_API_URL']);
  });
});
