import type { Queue } from 'bullmq';
import { createOrderEventHandler, createPaymentEventHandler } from '../actors/event-handlers';
import type { OrderDocument } from '../actors/orders/order-document';
import type { PaymentDocument } from '../actors/payments/payment-document';
import type { Config } from '../config';
import { divergenceKinds, stockDivergenceKinds } from '../domain/divergence';
import { createAuthenticator } from '../http/access/authenticate';
import { createRateLimit } from '../http/access/rate-limit';
import type { Listener } from '../http/listener';
import { createOpsListener, type OpsListener } from '../http/operators/ops-listener';
import { createPublicListener } from '../http/public-listener';
import type { Metrics } from '../observability/metrics';
import { runPeriodically } from '../outbox/run-periodically';
import { createWorkCheck } from '../outbox/work-check';
import { CredentialsRefused } from '../ports/gateway';
import type { DivergenceStore, QualityResult } from '../ports/stores';
import type { StreamEvent } from '../ports/streams';
import { checkAllOrders, observeQuality } from '../quality/check-all-orders';
import { queuePrefix } from '../queues/queue-names';
import { createScheduledJob, createScheduledQueue } from '../queues/scheduled-job';
import { createWorkWorker } from '../queues/work-worker';
import { connectReader } from '../redis/connect';
import { assertSupported } from '../redis/server-info';
import { createWriteCheck } from '../redis/write-check';
import { ping } from '../store/connection';
import { readAllOrders } from '../store/documents/order-reader';
import { createQualityStore } from '../store/quality-store';
import { type ConsumerOptions, createConsumer } from '../streams/consume/consumer';
import { createDeadLetters } from '../streams/dead-letters/dead-letters';
import { partitionKeys } from '../streams/stream-keys';
import { createStreamTail } from '../streams/stream-tail';
import { createOrderTracking, type OrderTracking } from '../tracking/order-tracking';
import { createOrderWatcher } from '../tracking/order-watcher';
import type { Infrastructure } from './infrastructure';
import type { Part } from './parts';
import type { Pipeline } from './pipeline';
import type { OrderService, PaymentService } from './services';

type Services = OrderService & PaymentService;
interface Pipelines {
  orders: Pipeline<OrderDocument>;
  payments: Pipeline<PaymentDocument>;
}

/** Creates the queues of the scheduled jobs; every process has them for the dashboard. */
export const createScheduledQueues = ({ redis, logger }: Infrastructure): Record<ScheduledJob, Queue> => ({
  reconciliation: createScheduledQueue({ redis, name: 'reconciliation', logger }),
  'stock-reconciliation': createScheduledQueue({ redis, name: 'stock-reconciliation', logger }),
  'data-quality': createScheduledQueue({ redis, name: 'data-quality', logger }),
});
type ScheduledJob = 'reconciliation' | 'stock-reconciliation' | 'data-quality';

/** The role `relay`: publishes what others left behind, and polls the gateway for events that never arrived. */
export const createRelayRole = (
  { logger }: Infrastructure,
  { sweepEveryMs, gatewayEventsPollMs }: Config,
  { orders, payments }: Pipelines,
  { gatewayEvents }: Services,
): Part[] => [
  ...orders.upkeep,
  ...payments.upkeep,
  runPeriodically(gatewayEvents.sweep, sweepEveryMs, logger),
  runPeriodically(gatewayEvents.catchUp, gatewayEventsPollMs, logger),
];

const checkEveryMs = 60_000;

/** The role `worker`, and a check that it makes progress. */
export interface WorkerRole {
  parts: Part[];
  assertProgress: () => Promise<void>;
}

/** The role `worker`: runs due work and the scheduled jobs. */
export const createWorkerRole = (
  infrastructure: Infrastructure,
  config: Config,
  queues: Record<ScheduledJob, Queue>,
  { orders, payments }: Pipelines,
  { runOrderWork, runPaymentWork, reconcile, reconcileStock }: Services,
): WorkerRole => {
  const { logger, metrics, clock, ordersDb } = infrastructure;
  const readOrders = () => readAllOrders(ordersDb.collection<OrderDocument>('orders'));
  const results = createQualityStore(ordersDb.collection<QualityResult>('data-quality'));
  observeQuality(metrics, results);
  const shared = { redis: config, logger, concurrency: config.workConcurrency };
  const orderWorker = createWorkWorker({ ...shared, name: 'order-work', work: runOrderWork });
  const paymentWorker = createWorkWorker({ ...shared, name: 'payment-work', work: runPaymentWork });
  const hourly = (name: 'reconciliation' | 'stock-reconciliation', run: (stopping: AbortSignal) => Promise<void>) =>
    createScheduledJob(queues[name], {
      redis: config,
      logger,
      name,
      repeat: { every: config.reconcileEveryMs },
      checkEveryMs: Math.min(config.reconcileEveryMs, checkEveryMs),
      run,
    });
  const jobs = [
    hourly('reconciliation', reconcile),
    hourly('stock-reconciliation', reconcileStock),
    createScheduledJob(queues['data-quality'], {
      redis: config,
      logger,
      name: 'data-quality',
      repeat: { pattern: config.dataQualityCron },
      checkEveryMs,
      run: checkAllOrders({ ...infrastructure, readOrders, results }),
    }),
  ];
  const assertProgress = createWorkCheck({
    clock,
    queues: [
      { overdueSince: orders.store.overdueSince, idleMs: orderWorker.idleMs },
      { overdueSince: payments.store.overdueSince, idleMs: paymentWorker.idleMs },
    ],
  });
  return { parts: [orderWorker, paymentWorker, ...jobs], assertProgress };
};

/** The role `consumer`: carries payment events to orders, and order events to payments. */
export const createConsumerRole = (
  { logger, clock }: Infrastructure,
  config: Config,
  pipelines: Pipelines,
  { orders, payments }: Services,
): Part[] => {
  const join = (group: Pick<ConsumerOptions<StreamEvent>, 'stream' | 'group' | 'handler' | 'backfill'>): Part =>
    createConsumer({
      ...group,
      redisUrl: config.redisUrl,
      redisMode: config.redisMode,
      redisSentinelName: config.redisSentinelName,
      logger,
      clock,
      partitions: config.streamPartitions,
      pace: { leaseMs: config.consumerLeaseMs },
    });
  return [
    join({
      stream: 'payment-events',
      group: 'order-service',
      handler: createPaymentEventHandler(orders, clock),
      backfill: pipelines.payments.backfill,
    }),
    join({
      stream: 'order-events',
      group: 'payment-service',
      handler: createOrderEventHandler(payments, clock),
      backfill: pipelines.orders.backfill,
    }),
  ];
};

/** The role `api`: answers clients and the gateway's webhooks. */
export const createApiRole = (
  infrastructure: Infrastructure,
  config: Config,
  pipelines: Pipelines,
  services: Services,
): Listener => {
  const { keys, logger, metrics, contract, webhook } = infrastructure;
  return createPublicListener({
    ...services,
    port: config.port,
    host: config.host,
    contract,
    access: {
      limitRate: createRateLimit(config.rateLimitPerMinute),
      authenticate: createAuthenticator({
        issuer: config.jwtIssuer,
        audience: config.jwtAudience,
        jwksUrl: config.jwksUrl,
        publicJwk: keys.jwt.publicJwk,
        onFailure: metrics.dependencyFailed,
      }),
    },
    corsOrigins: config.corsOrigins,
    connectionsPerAddressMax: config.connectionsPerAddressMax,
    lingerMs: config.drainLingerMs,
    webhook,
    tracking: createTracking(infrastructure, config, pipelines),
    logger,
    metrics,
  });
};

/** Live tracking connects to Redis only while somebody tracks an order, and works without Redis. */
const createTracking = ({ logger, metrics }: Infrastructure, config: Config, { orders }: Pipelines): OrderTracking => {
  const { trackingHeartbeatMs: heartbeatMs, trackersMax, trackersPerCallerMax } = config;
  const streams = partitionKeys('order-events', config.streamPartitions).map(({ stream }) => stream);
  const tail = createStreamTail({ connect: () => connectReader(config, logger), streams });
  const watcher = createOrderWatcher({ read: orders.store.read, tail, everyMs: heartbeatMs });
  const tracking = createOrderTracking({ watcher, heartbeatMs, trackersMax, trackersPerCallerMax });
  metrics.observe('order_trackers_open', 'Orders that are tracked live', async () => tracking.open());
  return tracking;
};

/** The operators' listener, which every process has. */
export const createOperatorsListener = (
  { keys, logger, metrics, clock, redis, ordersDb, paymentsDb }: Infrastructure,
  { opsPort, opsHost, opsUser, opsPassword, streamPartitions: partitions }: Config,
  queues: { work: Queue[]; scheduled: Record<ScheduledJob, Queue> },
  { orders, payments, divergences, stockDivergences, gateway }: Services,
  worker?: WorkerRole,
): OpsListener => {
  const streams = ['order-events', 'payment-events'].flatMap((name) => partitionKeys(name, partitions));
  const assertWritable = createWriteCheck(redis, [queuePrefix, ...streams.map(({ stream }) => stream)]);
  observeDivergences(metrics, [divergences, stockDivergences]);
  return createOpsListener({
    port: opsPort,
    host: opsHost,
    queues: [...queues.work, ...Object.values(queues.scheduled)],
    reconciliations: { payments: queues.scheduled.reconciliation, stock: queues.scheduled['stock-reconciliation'] },
    attention: { orders: orders.attention, payments: payments.attention },
    divergences: [divergences, stockDivergences],
    clock,
    deadLetters: createDeadLetters({ redis, partitions }),
    checks: {
      mongodb: () => Promise.all([ordersDb, paymentsDb].map(ping)),
      redis: async () => {
        await assertSupported(redis);
        await assertWritable();
      },
      gateway: async () => {
        if (!gateway.acceptsUs()) throw new CredentialsRefused();
      },
      ...(worker && { workers: worker.assertProgress }),
    },
    metrics,
    logger,
    auth: { user: opsUser ?? keys.ops.user, password: opsPassword ?? keys.ops.password },
  });
};

const observeDivergences = (metrics: Metrics, stores: Pick<DivergenceStore, 'countOpen'>[]): void => {
  const none = Object.fromEntries([...divergenceKinds, ...stockDivergenceKinds].map((kind) => [kind, 0]));
  const help = 'Divergences of payments and of stock that are neither repaired nor resolved, by kind';
  metrics.observeBy('kind', 'reconciliation_divergences', help, async () =>
    Object.assign({ ...none }, ...(await Promise.all(stores.map((store) => store.countOpen())))),
  );
};
