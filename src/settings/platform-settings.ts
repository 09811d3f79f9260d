import {
  encryptionKeys,
  host,
  httpUrl,
  integer,
  listOf,
  minuteMs,
  mongodbUri,
  oneOf,
  origin,
  pageUrl,
  port,
  redisUrls,
  secret,
  text,
} from './parsers';
import { setting } from './setting';

const loopback = '127.0.0.1';

/** The parts of the service that a process may run. */
export const roles = ['api', 'worker', 'relay', 'consumer'] as const;

const sandbox = `http://${loopback}:4000`;

export const processSettings = {
  roles: setting(
    'ROLES',
    listOf(oneOf(roles)),
    [...roles],
    'The [roles](operating.md#roles) of this process, separated by commas.',
  ),
  host: setting('HOST', host, loopback, 'The address on which the API listens.'),
  port: setting('PORT', port, 3000, 'The port of the API.'),
  opsHost: setting(
    'OPS_HOST',
    host,
    loopback,
    "The address of the operators' listener: probes, metrics, dashboard, administration.",
  ),
  opsPort: setting('OPS_PORT', port, 3001, "The port of the operators' listener."),
  opsUser: setting('OPS_USER', text, undefined, "The login of the operators' listener.", { shownDefault: '`ops`' }),
  opsPassword: setting('OPS_PASSWORD', text, undefined, 'Its password.', { shownDefault: 'random', isSecret: true }),
  dataDir: setting(
    'DATA_DIR',
    text,
    '.data',
    'The folder of the local keys, which sign tokens and encrypt payment data. `npm start` also keeps the databases and logs there.',
  ),
  logLevel: setting(
    'LOG_LEVEL',
    oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'The lowest level that is logged to standard output, as JSON lines.',
  ),
};

export const dependencySettings = {
  ordersMongodbUri: setting(
    'ORDERS_MONGODB_URI',
    mongodbUri,
    `mongodb://${loopback}:27017/orders?directConnection=true`,
    'The database of the order service. It must be a replica set or a sharded cluster.',
    { isSecret: true },
  ),
  paymentsMongodbUri: setting(
    'PAYMENTS_MONGODB_URI',
    mongodbUri,
    `mongodb://${loopback}:27017/payments?directConnection=true`,
    'The database of the payment service, on the same servers or on others.',
    { isSecret: true },
  ),
  redisUrl: setting(
    'REDIS_URL',
    redisUrls,
    `redis://${loopback}:6379`,
    'Redis, with the settings in [Redis](operating.md#redis); for a cluster or Sentinel several addresses, separated by commas.',
    { isSecret: true },
  ),
  redisMode: setting(
    'REDIS_MODE',
    oneOf(['standalone', 'cluster', 'sentinel']),
    'standalone',
    'What `REDIS_URL` names: one server, nodes of a Redis Cluster, or Sentinels.',
  ),
  redisSentinelName: setting(
    'REDIS_SENTINEL_NAME',
    text,
    'mymaster',
    'The name by which the Sentinels know the primary.',
  ),
  usersUrl: setting('USERS_URL', httpUrl(), sandbox, 'The user service; a path is kept as the base path.'),
  catalogUrl: setting('CATALOG_URL', httpUrl(), sandbox, 'The catalog; a path is kept as the base path.'),
  usersToken: setting('USERS_TOKEN', secret, undefined, 'The bearer token for the user service.', {
    shownDefault: 'none',
    isSecret: true,
  }),
  catalogToken: setting('CATALOG_TOKEN', secret, undefined, 'The bearer token for the catalog.', {
    shownDefault: 'none',
    isSecret: true,
  }),
  upstreamTimeoutMs: setting(
    'UPSTREAM_TIMEOUT_MS',
    integer({ min: 100, max: minuteMs }),
    1_500,
    'The longest time that one call to the user service or the catalog may take.',
  ),
};

export const apiSettings = {
  rateLimitPerMinute: setting(
    'RATE_LIMIT_PER_MINUTE',
    integer({ min: 0, max: 1_000_000 }),
    0,
    'The largest number of requests of one caller per minute in one process. More are answered with 429. `0` sets no limit.',
  ),
  connectionsPerAddressMax: setting(
    'CONNECTIONS_PER_ADDRESS_MAX',
    integer({ min: 0, max: 10_000 }),
    2_500,
    'The largest number of connections of one address to a process, which takes 10,000 in all; more are closed at once. `0` sets no limit, for a process behind a proxy, whose address is that of all clients.',
  ),
  corsOrigins: setting(
    'CORS_ORIGINS',
    listOf(origin),
    [],
    'The origins whose pages may call the API from a browser, such as `https://shop.example`, separated by commas. `http://localhost:*` allows every port.',
  ),
  drainLingerMs: setting(
    'DRAIN_LINGER_MS',
    integer({ min: 0, max: 2 * minuteMs }),
    6_000,
    'How long a process that stops still serves requests after `/readyz` turned to 503. Longer than the interval of your health checks.',
  ),
};

export const accessSettings = {
  jwksUrl: setting('JWKS_URL', pageUrl, undefined, 'The address of the public keys of your token issuer.', {
    shownDefault: 'the local key',
  }),
  jwtIssuer: setting('JWT_ISSUER', text, 'order-management', 'The required `iss` claim of a token.'),
  jwtAudience: setting('JWT_AUDIENCE', text, 'order-management', 'The required `aud` claim of a token.'),
  encryptionKeys: setting(
    'ENCRYPTION_KEYS',
    encryptionKeys,
    undefined,
    '`<id>:<32 bytes in base64>`, more separated by commas. The first key encrypts payment data; the others only decrypt. See [key rotation](security.md#key-rotation).',
    { shownDefault: 'the local keys', isSecret: true },
  ),
};
