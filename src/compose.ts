import { resolve } from 'node:path';
import { type OrderDocument, orderMachineVersion } from './actors/orders/order-document';
import { type PaymentDocument, paymentMachineVersion } from './actors/payments/payment-document';
import { observeQuality } from './composition/data-quality';
import { type Core, outsideOf } from './composition/infrastructure';
import { localKeys } from './composition/local-keys';
import { sideOf } from './composition/pipeline';
import { apiOf, consumersOf, opsOf, sweepersOf, workersOf } from './composition/roles';
import { methodsOf, ordersOf, type Parts, paymentsOf } from './composition/services';
import type { Config, Role } from './config';
import type { ActorDocument } from './domain/actor-document';
import { loadContract } from './http/contract/contract';
import type { OpsListener } from './http/operators/ops-listener';
import { createLogger } from './observability/logger';
import { createMetrics } from './observability/metrics';
import { repeating } from './outbox/run-periodically';
import type { KeptDivergence } from './ports/stores';
import type { Life } from './ports/stream-epoch';
import { scheduledQueue } from './queues/scheduled-job';
import { open, serverTime } from './store/connection';
import { followingClock } from './store/database-clock';
import { divergenceStore } from './store/divergence-store';
import type { ClosableActorStore } from './store/documents/actor-store';
import { cardVault } from './store/encryption/card-vault';
import { checkKeys, type KeyCheck } from './store/encryption/required-keys';
import { migrateAll } from './store/indexes';
import { type QualityResult, qualityStore } from './store/quality-store';

/** The whole service, wired. */
export interface Service {
  /** Answers the ports of the public and the ops listener. */
  start: () => Promise<{ port: number; opsPort: number }>;
  /** Unready, drained, closed, in this order. */
  stop: () => Promise<void>;
}

const contracts = resolve(__dirname, '..', 'contracts', 'order-management');

/** Builds the service: the only place that constructs its parts. Nothing runs before `start`. */
export const compose = async (config: Config): Promise<Service> => {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  // Before anything connects: it keeps the process busy for longer than a connection waits.
  const contract = loadContract(contracts);
  const outside = outsideOf(config, logger, metrics);
  const keys = await localKeys(config.dataDir);
  const vault = cardVault(config.encryptionKeys ?? keys.encryption);
  const clock = followingClock(() => serverTime(outside.ordersDb));
  const core = { config, logger, metrics, keys, vault, outside, clock, contract, contracts };
  const orderSide = sideOf<OrderDocument>(core, {
    queue: 'order-work',
    stream: 'order-events',
    source: '/order-service',
    collection: outside.ordersDb.collection<ActorDocument>('orders'),
    lives: outside.ordersDb.collection<Life>('stream-lives'),
    machineVersion: orderMachineVersion,
    subjectOf: ({ _id }) => _id,
  });
  const paymentSide = sideOf<PaymentDocument>(core, {
    queue: 'payment-work',
    stream: 'payment-events',
    source: '/payment-service',
    collection: outside.paymentsDb.collection<ActorDocument>('payments'),
    lives: outside.paymentsDb.collection<Life>('stream-lives'),
    machineVersion: paymentMachineVersion,
    subjectOf: ({ orderId }) => orderId,
  });
  const { actor: orders, work: orderWork } = ordersOf(core, orderSide);
  const methods = methodsOf(core);
  const divergences = divergenceStore(outside.paymentsDb.collection<KeptDivergence>('divergences'));
  const {
    actor: payments,
    work: paymentWork,
    ...fromGateway
  } = paymentsOf(core, paymentSide, {
    orders,
    methods,
    divergences,
  });
  const work = { orders: orderWork, payments: paymentWork };
  const quality = qualityStore(outside.ordersDb.collection<QualityResult>('data-quality'));
  const queueOf = (name: string) => scheduledQueue({ redisUrl: config.redisUrl, name, logger });
  const jobs = { reconciliation: queueOf('reconciliation'), dataQuality: queueOf('data-quality') };
  metrics.observe('reconciliation_divergences', 'Divergences from the gateway that are not repaired', divergences.open);
  observeQuality(core, quality);
  observeBacklogs(core, { orders: orderSide.store, payments: paymentSide.store });
  return serviceOf(core, {
    orderSide,
    paymentSide,
    orders,
    payments,
    work,
    methods,
    ...fromGateway,
    divergences,
    quality,
    jobs,
  });
};

const followEveryMs = 10_000;

/** What starts and stops, by role. */
const serviceOf = (core: Core, parts: Parts): Service => {
  const { config, logger, outside, vault, clock } = core;
  const { orderSide, paymentSide } = parts;
  const runs = (role: Role): boolean => config.roles.has(role);
  const sweepers = runs('relay') ? sweepersOf(core, parts) : [];
  const following = repeating(clock.follow, followEveryMs, logger);
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
      await checkKeys(outside.paymentsDb.collection<KeyCheck>('keys'), vault);
      await clock.follow();
      for (const one of [following, ...sweepers, ...workers]) one.start();
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
      await Promise.all([
        orderSide.relay.idle(),
        paymentSide.relay.idle(),
        ...[following, ...sweepers].map((one) => one.stop()),
      ]);
      await Promise.all([orderSide.store.close(), paymentSide.store.close()]);
      await close(core, parts, ops);
    },
  };
};

const close = async ({ outside }: Core, { orderSide, paymentSide, jobs }: Parts, ops: OpsListener): Promise<void> => {
  const { users, catalog, ordersDb, paymentsDb, redis } = outside;
  await Promise.all([orderSide.queue.close(), paymentSide.queue.close(), users.close(), catalog.close()]);
  await Promise.all([jobs.reconciliation.close(), jobs.dataQuality.close()]);
  redis.disconnect();
  await Promise.all([ordersDb.close(), paymentsDb.close(), ops.drain()]);
};

const observeBacklogs = (
  { metrics, clock }: Core,
  stores: Record<string, Pick<ClosableActorStore<never>, 'unpublishedSince' | 'unpublishedCount'>>,
): void => {
  for (const [name, { unpublishedSince, unpublishedCount }] of Object.entries(stores)) {
    const help = `Age of the oldest event of ${name} that waits to be published`;
    metrics.observe(`${name}_oldest_unpublished_age_seconds`, help, async () => {
      const since = await unpublishedSince();
      return since ? (clock().getTime() - since.getTime()) / 1000 : 0;
    });
    metrics.observe(`${name}_unpublished`, `How many ${name} have events that wait to be published`, unpublishedCount);
  }
};
