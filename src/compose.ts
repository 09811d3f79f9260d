import { resolve } from 'node:path';
import { actorHost } from './actors/actor-host';
import { orderFacts, paymentFacts } from './actors/facts';
import { mailbox } from './actors/mailbox';
import { type OrderDocument, orderActor, orderMachineVersion } from './actors/order-actor';
import { type PaymentDocument, paymentActor, paymentMachineVersion } from './actors/payment-actor';
import { type Relay, relay } from './actors/relay';
import { sweeper } from './actors/sweeper';
import { watch } from './actors/watch';
import type { Config } from './config';
import { catalogClient } from './gateways/catalog-client';
import { stripeGateway } from './gateways/stripe-gateway';
import { usersClient } from './gateways/users-client';
import { tokenAuthentication } from './http/authenticate';
import { loadContract } from './http/contract';
import { opsListener } from './http/ops-listener';
import { publicListener } from './http/public-listener';
import { localKeys } from './local-keys';
import type { ActorDocument } from './machines/actor-document';
import { createLogger, type Logger } from './observability/logger';
import { createMetrics, type Metrics } from './observability/metrics';
import type { QueueName } from './queues/connection';
import { workQueue } from './queues/work-queue';
import { workWorker } from './queues/work-worker';
import { actorStore } from './store/actor-store';
import { cardVault } from './store/card-vault';
import { connect } from './store/connection';
import { migrate, orderSchema, paymentSchema } from './store/schemas';
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
  const keys = await localKeys(config.dataDir);
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const redis = publisherRedis(config.redisUrl, logger);
  const timers = { paymentWindow: config.paymentWindowMs };

  const ordersDb = connect(config.ordersMongodbUri);
  const paymentsDb = connect(config.paymentsMongodbUri);
  const users = usersClient({ url: config.usersUrl });
  const catalog = catalogClient({ url: config.catalogUrl });
  const gateway = stripeGateway({
    ...(config.stripeApiUrl !== undefined && { apiUrl: config.stripeApiUrl }),
    secretKey: config.stripeSecretKey,
    timeoutMs: config.gatewayTimeoutMs,
    quietMs: config.gatewayQuietMs,
  });

  const orderStore = actorStore<OrderDocument>({
    collection: ordersDb.collection<ActorDocument>('orders'),
    machineVersion: orderMachineVersion,
  });
  const orderSide = sideOf({
    name: 'order-work',
    stream: 'order-events',
    source: '/order-service',
    store: orderStore,
    subjectOf: ({ _id }) => _id,
    ...{ config, redis, logger, metrics },
  });
  const orders = orderActor({
    store: orderStore,
    host: actorHost({
      store: orderStore,
      mailbox: mailbox(),
      notFound: 'order-not-found',
      committed: (order) => orderSide.relay.ring(order),
    }),
    offer: { users, catalog },
    ...{ catalog, timers, clock },
  });

  const paymentStore = actorStore<PaymentDocument>({
    collection: paymentsDb.collection<ActorDocument>('payments'),
    machineVersion: paymentMachineVersion,
  });
  const paymentSide = sideOf({
    name: 'payment-work',
    stream: 'payment-events',
    source: '/payment-service',
    store: paymentStore,
    subjectOf: ({ orderId }) => orderId,
    ...{ config, redis, logger, metrics },
  });
  const paymentWatch = watch<PaymentDocument>(paymentStore.read);
  const payments = paymentActor({
    store: paymentStore,
    host: actorHost({
      store: paymentStore,
      mailbox: mailbox(),
      notFound: 'payment-not-found',
      committed: (payment) => {
        paymentSide.relay.ring(payment);
        paymentWatch.committed(payment);
      },
    }),
    watch: paymentWatch,
    ...{ orders, gateway, vault: cardVault(keys.encryption), timers, clock },
  });

  const runs = (role: 'api' | 'worker' | 'relay' | 'consumer'): boolean => config.roles.has(role);
  const subscription = (stream: string, group: string, handler: ReturnType<typeof paymentFacts>) =>
    consumer({ redisUrl: config.redisUrl, stream, group, handler, logger, partitions: config.streamPartitions });
  const workerOf = (name: QueueName, work: (id: string, workId: string) => Promise<void>) =>
    workWorker({ redisUrl: config.redisUrl, name, work, logger });
  const workers = runs('worker') ? [workerOf('order-work', orders.work), workerOf('payment-work', payments.work)] : [];
  const sweepers = runs('relay') ? [orderSide.sweeper, paymentSide.sweeper] : [];
  const consumers = runs('consumer')
    ? [
        subscription('payment-events', 'order-service', paymentFacts(orders, clock)),
        subscription('order-events', 'payment-service', orderFacts(payments, clock)),
      ]
    : [];

  const authenticate = tokenAuthentication({ ...config.jwt, publicJwk: keys.jwt.publicJwk });
  const contract = loadContract(contracts);
  const api = publicListener({
    ...{ port: config.port, host: '0.0.0.0', orders, payments, contract, authenticate, logger, metrics },
  });
  const ops = opsListener({
    port: config.opsPort,
    host: loopback,
    queues: [orderSide.queue.queue, paymentSide.queue.queue],
    checks: {
      mongodb: () => isUp(Promise.all([ordersDb, paymentsDb].map((db) => db.db?.command({ ping: 1 })))),
      redis: () => isUp(redis.ping()),
    },
    metrics,
    auth: { user: config.opsUser ?? keys.ops.user, password: config.opsPassword ?? keys.ops.password },
  });
  observeAges(metrics, { orders: orderStore, payments: paymentStore });

  return {
    start: async () => {
      const opsPort = await ops.start();
      await Promise.all([migrate(ordersDb, 'orders', orderSchema), migrate(paymentsDb, 'payments', paymentSchema)]);
      for (const one of [...sweepers, ...workers]) one.start();
      await Promise.all(consumers.map((one) => one.start()));
      const port = runs('api') ? await api.start() : 0;
      logger.info({ port, opsPort, roles: [...config.roles] }, 'ready');
      return { port, opsPort };
    },
    stop: async () => {
      ops.unready();
      await api.drain();
      await Promise.all([...consumers.map((one) => one.stop()), ...workers.map((one) => one.close())]);
      await Promise.all([orderSide.relay.idle(), paymentSide.relay.idle(), ...sweepers.map((one) => one.stop())]);
      await Promise.all([orderStore.close(), paymentStore.close()]);
      await Promise.all([orderSide.queue.close(), paymentSide.queue.close(), users.close(), catalog.close()]);
      redis.disconnect();
      await Promise.all([ordersDb.close(), paymentsDb.close(), ops.drain()]);
    },
  };
};

interface SideParts<D extends ActorDocument> {
  name: QueueName;
  stream: string;
  source: string;
  store: ReturnType<typeof actorStore<D>>;
  subjectOf: (document: D) => string;
  config: Config;
  redis: ReturnType<typeof publisherRedis>;
  logger: Logger;
  metrics: Metrics;
}

/** What orders and payments each have of their own: a stream, a queue, a relay and a sweeper. */
const sideOf = <D extends ActorDocument>({
  name,
  stream,
  source,
  store,
  subjectOf,
  config,
  redis,
  logger,
}: SideParts<D>) => {
  const events = eventStream({ redis, stream, source, partitions: config.streamPartitions });
  const queue = workQueue({ redisUrl: config.redisUrl, name, logger });
  const bell: Relay<D> = relay({ stream: events, queue, store, subjectOf, clock, logger });
  return {
    queue,
    relay: bell,
    sweeper: sweeper({ store, relay: bell, queue, clock, logger, everyMs: config.sweepEveryMs }),
  };
};

const observeAges = (
  metrics: Metrics,
  stores: Record<string, { unpublishedSince: () => Promise<Date | undefined> }>,
): void => {
  for (const [name, store] of Object.entries(stores)) {
    metrics.observe(
      `${name}_oldest_unpublished_age_seconds`,
      `Age of the oldest event of ${name} that waits`,
      async () => {
        const since = await store.unpublishedSince();
        return since ? (Date.now() - since.getTime()) / 1000 : 0;
      },
    );
  }
};

const checkMaxMs = 1_500;

const isUp = (check: Promise<unknown>): Promise<boolean> => {
  const tooLate = new Promise<boolean>((resolve) => setTimeout(resolve, checkMaxMs, false).unref());
  return Promise.race([
    check.then(
      () => true,
      () => false,
    ),
    tooLate,
  ]);
};
