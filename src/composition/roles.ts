import { orderFacts, paymentFacts } from '../actors/event-handlers';
import { tokenAuthentication } from '../http/authenticate';
import { type OpsListener, opsListener } from '../http/operators/ops-listener';
import { publicListener } from '../http/public-listener';
import { type Repeating, repeating } from '../outbox/run-periodically';
import type { StreamEvent } from '../ports/streams';
import { scheduledJob } from '../queues/scheduled-job';
import { workWorker } from '../queues/work-worker';
import { type ConsumerOptions, consumer } from '../streams/consume/consumer';
import { deadLetters } from '../streams/dead-letters/dead-letters';
import { isUp, pinged } from './checks';
import { dataQualityOf } from './data-quality';
import type { Core } from './infrastructure';
import type { Parts } from './services';
import { trackingOf } from './tracking';

/** The role `relay`. */
export const sweepersOf = ({ config, logger }: Core, { orderSide, paymentSide, news }: Parts): Repeating[] => [
  ...[orderSide, paymentSide].flatMap(({ recovery, sweeper, trimmer }) => [recovery, sweeper, trimmer]),
  repeating(news.sweep, config.sweepEveryMs, logger),
  repeating(news.catchUp, config.noticesEveryMs, logger),
];

/** How often somebody looks whether the schedules are still there. */
const watchEveryMs = 60_000;

/** The role `worker`. */
export const workersOf = (core: Core, parts: Parts) => {
  const { config, logger } = core;
  const { jobs } = parts;
  const { redisUrl, reconcileEveryMs: every } = config;
  const workers = [
    { name: 'order-work' as const, work: parts.work.orders },
    { name: 'payment-work' as const, work: parts.work.payments },
  ].map(({ name, work }) => workWorker({ redisUrl, name, work, logger }));
  const scheduled = { redisUrl, logger };
  return [
    ...workers,
    scheduledJob(jobs.reconciliation, {
      ...scheduled,
      name: 'reconciliation',
      repeat: { every },
      watchEveryMs: Math.min(every, watchEveryMs),
      run: parts.reconcile,
    }),
    scheduledJob(jobs.dataQuality, {
      ...scheduled,
      name: 'data-quality',
      repeat: { pattern: config.dataQualityCron },
      watchEveryMs,
      run: dataQualityOf(core, parts.quality),
    }),
  ];
};

/** The role `consumer`. */
export const consumersOf = ({ config, logger, clock }: Core, parts: Parts) => {
  const { orders, payments, orderSide, paymentSide } = parts;
  const member = (own: Pick<ConsumerOptions<StreamEvent>, 'stream' | 'group' | 'handler' | 'refetch'>) =>
    consumer({
      ...own,
      redisUrl: config.redisUrl,
      logger,
      clock,
      partitions: config.streamPartitions,
      pace: { leaseMs: config.consumerLeaseMs },
    });
  return [
    member({
      stream: 'payment-events',
      group: 'order-service',
      handler: paymentFacts(orders, clock),
      refetch: paymentSide.refetch,
    }),
    member({
      stream: 'order-events',
      group: 'payment-service',
      handler: orderFacts(payments, clock),
      refetch: orderSide.refetch,
    }),
  ];
};

/** The role `api`. */
export const apiOf = (core: Core, parts: Parts) => {
  const { config, keys, logger, metrics, contract } = core;
  const { orders, payments, methods, divergences, news } = parts;
  return publicListener({
    port: config.port,
    host: config.host,
    contract,
    authenticate: tokenAuthentication({ ...config.jwt, publicJwk: keys.jwt.publicJwk }),
    orders,
    payments,
    news,
    methods,
    divergences,
    tracking: trackingOf(core, parts),
    logger,
    metrics,
  });
};

/** What operators reach; every process has it. */
export const opsOf = (
  { config, keys, logger, metrics, outside }: Core,
  { orderSide, paymentSide, orders, payments, jobs }: Parts,
): OpsListener =>
  opsListener({
    port: config.opsPort,
    host: config.opsHost,
    queues: [orderSide.queue.queue, paymentSide.queue.queue, ...Object.values(jobs)],
    attention: { orders: orders.attending, payments: payments.attending },
    letters: deadLetters({ redis: outside.redis, partitions: config.streamPartitions }),
    checks: {
      mongodb: () => isUp(Promise.all([outside.ordersDb, outside.paymentsDb].map(pinged))),
      redis: () => isUp(outside.redis.ping()),
    },
    metrics,
    logger,
    auth: { user: config.opsUser ?? keys.ops.user, password: config.opsPassword ?? keys.ops.password },
  });
