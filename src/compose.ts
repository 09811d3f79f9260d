import { resolve } from 'node:path';
import { actorHost } from './actors/actor-host';
import { orderFacts, paymentFacts } from './actors/facts';
import { mailbox } from './actors/mailbox';
import { type Notices, notices } from './actors/notices';
import { type OrderActor, orderActor } from './actors/order-actor';
import { type OrderDocument, orderMachineVersion } from './actors/order-document';
import { notFound as orderNotFound } from './actors/order-refusals';
import { type PaymentActor, paymentActor, paymentNotFound } from './actors/payment-actor';
import { type PaymentDocument, paymentMachineVersion } from './actors/payment-document';
import type { MethodDocument, StreamHandler } from './actors/ports';
import { type Relay, relay } from './actors/relay';
import { type Repeating, repeating } from './actors/repeating';
import { type StoredMethods, storedMethods } from './actors/stored-methods';
import { sweeper } from './actors/sweeper';
import { watch } from './actors/watch';
import type { Config, Role } from './config';
import { toDecimal } from './domain/money';
import { catalogClient } from './gateways/catalog-client';
import type { StripeAccess } from './gateways/stripe-client';
import { stripeGateway } from './gateways/stripe-gateway';
import { stripeMethods } from './gateways/stripe-methods';
import { usersClient } from './gateways/users-client';
import { tokenAuthentication } from './http/authenticate';
import { type Contract, loadContract } from './http/contract';
import { type OpsListener, opsListener } from './http/ops-listener';
import { publicListener } from './http/public-listener';
import { type LocalKeys, localKeys } from './local-keys';
import type { ActorDocument, LogEntry } from './machines/actor-document';
import { reach } from './observability/fault-point';
import { createLogger, type Logger } from './observability/logger';
import { createMetrics, type Metrics } from './observability/metrics';
import type { QueueName } from './queues/connection';
import { workQueue } from './queues/work-queue';
import { workWorker } from './queues/work-worker';
import { actorStore, type ClosableActorStore } from './store/actor-store';
import { cardVault } from './store/card-vault';
import { connection, open } from './store/connection';
import { methodStore } from './store/method-store';
import { noticeStore, type StoredNotice } from './store/notice-store';
import { migrateAll } from './store/schemas';
import { consumer } from './streams/consumer-runtime';
import { eventStream } from './streams/event-stream';
import { publisherRedis } from './streams/redis';

/** The whole service, wired. */
export interface Service {
  /** Answers the ports of the public and the ops listener. */
  start: () => Promise<{ port: number; opsPort: number }>;
  /** Unready, drained, closed, in this order. */
  stop: () => Promise<void>;
}

const clock = () => new Date();
const contracts = resolve(__dirname, '..', 'contracts', 'order-management');
const loopback = '127.0.0.1';

/** Builds the service: the only place that constructs its parts. Nothing runs before `start`. */
export const compose = async (config: Config): Promise<Service> => {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  // Before anything connects: it keeps the process busy for longer than a connection waits.
  const contract = loadContract(contracts);
  const outside = outsideOf(config, logger, metrics);
  const core = { config, logger, metrics, keys: await localKeys(config.dataDir), outside, contract };
  const orderSide = sideOf<OrderDocument>(core, {
    queue: 'order-work',
    stream: 'order-events',
    source: '/order-service',
    collection: outside.ordersDb.collection<ActorDocument>('orders'),
    machineVersion: orderMachineVersion,
    subjectOf: ({ _id }) => _id,
  });
  const paymentSide = sideOf<PaymentDocument>(core, {
    queue: 'payment-work',
    stream: 'payment-events',
    source: '/payment-service',
    collection: outside.paymentsDb.collection<ActorDocument>('payments'),
    machineVersion: paymentMachineVersion,
    subjectOf: ({ orderId }) => orderId,
  });
  const orders = ordersOf(core, orderSide);
  const methods = methodsOf(core);
  const payments = paymentsOf(core, paymentSide, { orders, methods });
  const news = newsOf(core, payments);
  observeAges(core.metrics, { orders: orderSide.store, payments: paymentSide.store });
  return serviceOf(core, { orderSide, paymentSide, orders, payments, methods, news });
};

interface Core {
  config: Config;
  keys: LocalKeys;
  logger: Logger;
  metrics: Metrics;
  outside: Outside;
  contract: Contract;
}

type Outside = ReturnType<typeof outsideOf>;

/** Everything that is somewhere else. */
const outsideOf = (config: Config, logger: Logger, metrics: Metrics) => ({
  ordersDb: connection(),
  paymentsDb: connection(),
  redis: publisherRedis(config.redisUrl, logger),
  users: usersClient({ url: config.usersUrl, failed: metrics.dependencyFailed }),
  catalog: catalogClient({ url: config.catalogUrl, failed: metrics.dependencyFailed }),
  gateway: stripeGateway({
    ...stripeAccess(config),
    webhookSecrets: config.stripeWebhookSecrets,
    keyLifetimeMs: config.gatewayKeyLifetimeMs,
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

interface SideParts<D extends ActorDocument> {
  queue: QueueName;
  stream: string;
  source: string;
  collection: Parameters<typeof actorStore<D>>[0]['collection'];
  machineVersion: number;
  subjectOf: (document: D) => string;
}

/** What orders and payments each have of their own: a collection, a stream, a queue, a relay and a sweeper. */
interface Side<D extends ActorDocument> {
  store: ClosableActorStore<D>;
  queue: ReturnType<typeof workQueue>;
  relay: Relay<D>;
  sweeper: Repeating;
}

const sideOf = <D extends ActorDocument>(core: Core, parts: SideParts<D>): Side<D> => {
  const { config, logger, metrics, outside } = core;
  const { source, subjectOf, collection, machineVersion } = parts;
  const store = actorStore<D>({ collection, machineVersion });
  const stream = eventStream({
    redis: outside.redis,
    stream: parts.stream,
    source,
    partitions: config.streamPartitions,
  });
  const queue = workQueue({ redisUrl: config.redisUrl, name: parts.queue, logger });
  const bell = relay<D>({ stream, queue, store, subjectOf, clock, logger, failed: metrics.publicationFailed });
  const broom = repeating(sweeper({ store, relay: bell, queue, clock }), config.sweepEveryMs, logger);
  return { store, queue, relay: bell, sweeper: broom };
};

const ordersOf = ({ config, metrics, outside }: Core, { store, relay: bell }: Side<OrderDocument>): OrderActor => {
  const committed = (order: OrderDocument, entries: LogEntry[]): void => {
    reach('order-committed');
    bell.ring(order);
    measure(metrics, order, entries);
    const isNew = entries.some(({ type }) => type === 'order.created');
    if (isNew) metrics.orderCreated(order.currency, toDecimal(order.totalMinor, order.currency));
  };
  return orderActor({
    store,
    host: actorHost({ store, mailbox: mailbox(), notFound: orderNotFound, committed }),
    offer: outside,
    catalog: outside.catalog,
    timers: config.windowsMs,
    clock,
  });
};

const methodsOf = ({ keys, outside }: Core): StoredMethods =>
  storedMethods({
    store: methodStore(outside.paymentsDb.collection<MethodDocument>('payment-methods')),
    gateway: outside.methodGateway,
    vault: cardVault(keys.encryption),
    clock,
  });

const paymentsOf = (
  { config, keys, metrics, outside }: Core,
  { store, relay: bell }: Side<PaymentDocument>,
  { orders, methods }: Pick<Parts, 'orders' | 'methods'>,
): PaymentActor => {
  const settled = watch<PaymentDocument>(store.read);
  const committed = (payment: PaymentDocument, entries: LogEntry[]): void => {
    reach('payment-committed');
    bell.ring(payment);
    settled.committed(payment);
    measure(metrics, payment, entries);
  };
  return paymentActor({
    store,
    host: actorHost({ store, mailbox: mailbox(), notFound: paymentNotFound, committed }),
    watch: settled,
    orders,
    gateway: outside.gateway,
    methods,
    vault: cardVault(keys.encryption),
    timers: config.windowsMs,
    clock,
  });
};

/** News from the gateway: kept beside the payments, looked into by the payment that they are about. */
const newsOf = ({ keys, logger, outside }: Core, payments: PaymentActor): Notices =>
  notices({
    store: noticeStore(outside.paymentsDb.collection<StoredNotice>('notices')),
    gateway: outside.gateway,
    vault: cardVault(keys.encryption),
    hear: payments.hear,
    clock,
    logger,
  });

const measure = (metrics: Metrics, { createdAt }: ActorDocument, entries: LogEntry[]): void => {
  for (const { type, time } of entries) metrics.happened(type, time.getTime() - createdAt.getTime());
};

interface Parts {
  orderSide: Side<OrderDocument>;
  paymentSide: Side<PaymentDocument>;
  orders: OrderActor;
  payments: PaymentActor;
  news: Notices;
  methods: StoredMethods;
}

/** What starts and stops, by role. */
const serviceOf = (core: Core, parts: Parts): Service => {
  const { config, logger, outside } = core;
  const { orderSide, paymentSide } = parts;
  const runs = (role: Role): boolean => config.roles.has(role);
  const sweepers = runs('relay') ? [orderSide.sweeper, paymentSide.sweeper, ...newsSweepers(core, parts.news)] : [];
  const workers = runs('worker') ? workersOf(core, parts) : [];
  const consumers = runs('consumer') ? consumersOf(core, parts) : [];
  const api = apiOf(core, parts);
  const ops = opsOf(core, parts);
  return {
    start: async () => {
      const opsPort = await ops.start();
      await Promise.all([
        open(outside.ordersDb, config.ordersMongodbUri),
        open(outside.paymentsDb, config.paymentsMongodbUri),
      ]);
      await migrateAll(outside.ordersDb, outside.paymentsDb);
      for (const one of [...sweepers, ...workers]) one.start();
      await Promise.all(consumers.map((one) => one.start()));
      const port = runs('api') ? await api.start() : 0;
      ops.ready();
      logger.info({ port, opsPort, roles: [...config.roles] }, 'ready');
      return { port, opsPort };
    },
    stop: async () => {
      ops.unready();
      await api.drain();
      await Promise.all([...consumers.map((one) => one.stop()), ...workers.map((one) => one.close())]);
      await Promise.all([orderSide.relay.idle(), paymentSide.relay.idle(), ...sweepers.map((one) => one.stop())]);
      await Promise.all([orderSide.store.close(), paymentSide.store.close()]);
      await close(core, parts, ops);
    },
  };
};

const newsSweepers = ({ config, logger }: Core, { sweep, catchUp }: Notices): Repeating[] => [
  repeating(sweep, config.sweepEveryMs, logger),
  repeating(catchUp, config.noticesEveryMs, logger),
];

const workersOf = ({ config, logger }: Core, { orders, payments }: Parts) =>
  [
    { name: 'order-work' as const, work: orders.work },
    { name: 'payment-work' as const, work: payments.work },
  ].map(({ name, work }) => workWorker({ redisUrl: config.redisUrl, name, work, logger }));

const consumersOf = ({ config, logger }: Core, { orders, payments }: Parts) => {
  const group = (stream: string, name: string, handler: StreamHandler) =>
    consumer({
      redisUrl: config.redisUrl,
      stream,
      group: name,
      handler,
      logger,
      partitions: config.streamPartitions,
      pace: { leaseMs: config.consumerLeaseMs },
    });
  return [
    group('payment-events', 'order-service', paymentFacts(orders, clock)),
    group('order-events', 'payment-service', orderFacts(payments, clock)),
  ];
};

const apiOf = ({ config, keys, logger, metrics, contract }: Core, { orders, payments, methods, news }: Parts) =>
  publicListener({
    port: config.port,
    host: config.host,
    contract,
    authenticate: tokenAuthentication({ ...config.jwt, publicJwk: keys.jwt.publicJwk }),
    orders,
    payments,
    news,
    methods,
    logger,
    metrics,
  });

const opsOf = ({ config, keys, metrics, outside }: Core, { orderSide, paymentSide }: Parts): OpsListener =>
  opsListener({
    port: config.opsPort,
    host: loopback,
    queues: [orderSide.queue.queue, paymentSide.queue.queue],
    checks: {
      mongodb: () => isUp(Promise.all([outside.ordersDb, outside.paymentsDb].map(pinged))),
      redis: () => isUp(outside.redis.ping()),
    },
    metrics,
    auth: { user: config.opsUser ?? keys.ops.user, password: config.opsPassword ?? keys.ops.password },
  });

const pinged = async ({ db }: Outside['ordersDb']): Promise<unknown> => {
  if (!db) throw new Error('MongoDB was not reached yet');
  return db.command({ ping: 1 });
};

const close = async ({ outside }: Core, { orderSide, paymentSide }: Parts, ops: OpsListener): Promise<void> => {
  const { users, catalog, ordersDb, paymentsDb, redis } = outside;
  await Promise.all([orderSide.queue.close(), paymentSide.queue.close(), users.close(), catalog.close()]);
  redis.disconnect();
  await Promise.all([ordersDb.close(), paymentsDb.close(), ops.drain()]);
};

const observeAges = (
  metrics: Metrics,
  stores: Record<string, { unpublishedSince: () => Promise<Date | undefined> }>,
): void => {
  for (const [name, { unpublishedSince }] of Object.entries(stores)) {
    const help = `Age of the oldest event of ${name} that waits to be published`;
    metrics.observe(`${name}_oldest_unpublished_age_seconds`, help, async () => {
      const since = await unpublishedSince();
      return since ? (Date.now() - since.getTime()) / 1000 : 0;
    });
  }
};

const checkMaxMs = 1_500;

const isUp = (check: Promise<unknown>): Promise<boolean> => {
  const tooLate = new Promise<boolean>((done) => setTimeout(done, checkMaxMs, false).unref());
  return Promise.race([
    check.then(
      () => true,
      () => false,
    ),
    tooLate,
  ]);
};
