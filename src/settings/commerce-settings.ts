import {
  boolean,
  cron,
  dayMs,
  hourMs,
  httpUrl,
  integer,
  intervalMs,
  listOf,
  minuteMs,
  pageUrl,
  secret,
  text,
  windowMs,
} from './parsers';
import { setting } from './setting';

export const gatewaySettings = {
  stripeApiUrl: setting(
    'STRIPE_API_URL',
    httpUrl({ path: false }),
    undefined,
    "The address of the sandbox, or of another server with Stripe's API.",
    { shownDefault: 'Stripe itself' },
  ),
  stripeSecretKey: setting(
    'STRIPE_SECRET_KEY',
    secret,
    'sk_test_sandbox',
    'The secret key for that API. Stripe itself needs a key of an account.',
    { isSecret: true },
  ),
  stripeWebhookSecrets: setting(
    'STRIPE_WEBHOOK_SECRET',
    listOf(secret),
    [],
    'The secret that signs webhooks. While you rotate it, give both, separated by commas. Without a secret, every webhook is rejected.',
    { isSecret: true },
  ),
  returnUrls: setting(
    'RETURN_URLS',
    listOf(pageUrl),
    ['http://127.0.0.1:3000/'],
    'Where a customer may return to after an authentication step, separated by commas. The first is the default.',
  ),
  gatewayCallsPerSecond: setting(
    'GATEWAY_CALLS_PER_SECOND',
    integer({ min: 0, max: 10_000 }),
    80,
    'The most calls to Stripe in a second, urgent ones first; 0 sets no limit. A server that is reached by plain http has none.',
  ),
  gatewayTimeoutMs: setting(
    'GATEWAY_TIMEOUT_MS',
    integer({ min: 100, max: 2 * minuteMs }),
    10_000,
    'The longest time that one call to the gateway may take.',
  ),
  gatewayQuietMs: setting(
    'GATEWAY_QUIET_MS',
    integer({ min: 0, max: dayMs }),
    minuteMs,
    'How long a call to the gateway may still take effect after its response was lost. It counts as absent only when it was not found twice, this far apart.',
  ),
  gatewayKeyLifetimeMs: setting(
    'GATEWAY_KEY_LIFETIME_MS',
    windowMs,
    23 * hourMs,
    'How long the gateway remembers an idempotency key.',
  ),
  gatewayKeepsFailedKeys: setting(
    'GATEWAY_KEEPS_FAILED_KEYS',
    boolean,
    true,
    'Whether the gateway also remembers the key of a request that ended in a server error, as Stripe does. With `false`, no request is sent twice with the same key.',
  ),
  outcomeOverdueMs: setting(
    'OUTCOME_OVERDUE_MS',
    windowMs,
    minuteMs,
    'How long the outcome of a call to the gateway may stay unknown before an operator is asked to look.',
  ),
  gatewayEventsPollMs: setting(
    'GATEWAY_EVENTS_POLL_MS',
    intervalMs(100),
    minuteMs,
    'How often the gateway is asked for events that no webhook delivered.',
  ),
  reconcileEveryMs: setting(
    'RECONCILE_EVERY_MS',
    intervalMs(100),
    hourMs,
    'How often payments are compared with the charges at the gateway, and orders with the reservations of their stock.',
  ),
};

export const stockSettings = {
  stockHoldMarginMs: setting(
    'STOCK_HOLD_MARGIN_MS',
    integer({ min: 1_000, max: dayMs }),
    10 * minuteMs,
    'How much longer than the payment window goods are held. Longer than an outage of Redis or the catalog, during which no hold is renewed.',
  ),
  isBackorderAllowed: setting(
    'BACKORDERS_ALLOWED',
    boolean,
    false,
    'Whether a paid order waits for goods that are sold out, instead of being cancelled and refunded.',
  ),
};

export const windowSettings = {
  paymentWindowMs: setting(
    'PAYMENT_WINDOW_MS',
    windowMs,
    30 * minuteMs,
    'How long an order waits for its payment before it is cancelled.',
  ),
  challengeWindowMs: setting(
    'CHALLENGE_WINDOW_MS',
    windowMs,
    15 * minuteMs,
    'How long a customer has for an authentication step, such as 3-D Secure.',
  ),
  authorizationWindowMs: setting(
    'AUTHORIZATION_WINDOW_MS',
    windowMs,
    6 * dayMs,
    'How long an authorized payment waits for its capture before it is voided.',
  ),
};

export const backgroundSettings = {
  streamPartitions: setting(
    'STREAM_PARTITIONS',
    integer({ min: 1, max: 256 }),
    1,
    'The number of partitions of each stream. Read [Change the number of partitions](streams.md#change-the-number-of-partitions) before you change it.',
  ),
  streamRetentionMs: setting(
    'STREAM_RETENTION_MS',
    integer({ min: 1_000, max: 3_660 * dayMs }),
    7 * dayMs,
    'How long an event stays in its stream at least. Events that a consumer group still needs stay longer.',
  ),
  sweepEveryMs: setting(
    'SWEEP_EVERY_MS',
    intervalMs(50, 10 * minuteMs),
    1_000,
    'How often the relay role looks for unpublished events and due work.',
  ),
  // A blocking read takes a third of the lease, and a connection is given up after 5 s without a reply.
  consumerLeaseMs: setting(
    'CONSUMER_LEASE_MS',
    integer({ min: 100, max: 12_000 }),
    3_000,
    'How long a partition waits for a consumer that died before another one takes over.',
  ),
  workConcurrency: setting(
    'WORK_CONCURRENCY',
    integer({ min: 1, max: 1_000 }),
    64,
    'How many due tasks of each kind a process of the worker role runs at once.',
  ),
  dataQualityCron: setting(
    'DATA_QUALITY_CRON',
    cron,
    '0 3 * * *',
    'When all orders are checked against the data contract: a cron expression, in UTC.',
  ),
};

export const trackingSettings = {
  trackingHeartbeatMs: setting(
    'TRACKING_HEARTBEAT_MS',
    intervalMs(100, hourMs),
    15_000,
    'How often a tracking connection gets a heartbeat. A client that has read nothing from one heartbeat to the next is disconnected.',
  ),
  trackersMax: setting(
    'TRACKERS_MAX',
    integer({ min: 0, max: 1_000_000 }),
    5_000,
    'The largest number of tracking connections of one process.',
  ),
  trackersPerCallerMax: setting(
    'TRACKERS_PER_CALLER_MAX',
    integer({ min: 0, max: 1_000_000 }),
    100,
    'The largest number of tracking connections of one caller in one process.',
  ),
};

export const testSettings = {
  faultPoint: setting(
    'FAULT_POINT',
    text,
    undefined,
    'For tests only: `<point>:<n>` kills the process the n-th time it reaches that point; `<point>:<n>:stop` freezes it.',
  ),
};
