import { type OrderDocument, orderVersions } from './actors/orders/order-document';
import { type PaymentDocument, paymentVersions } from './actors/payments/payment-document';
import { connectInfrastructure, createInfrastructure } from './composition/infrastructure';
import { type Part, sideBySide, startInOrder, stopInReverse } from './composition/parts';
import { createPipeline } from './composition/pipeline';
import {
  createApiRole,
  createConsumerRole,
  createOperatorsListener,
  createRelayRole,
  createScheduledQueues,
  createWorkerRole,
} from './composition/roles';
import { createOrderService, createPaymentService } from './composition/services';
import type { Config, Role } from './config';
import { runPeriodically } from './outbox/run-periodically';

/** The whole service, wired. */
export interface Service {
  /** Starts every part and returns the ports of the public and the operators' listener. */
  start: () => Promise<{ port: number; opsPort: number }>;
  /** Stops every part in reverse: unready, drained, closed. */
  stop: () => Promise<void>;
}

const synchronizeEveryMs = 10_000;

/** Builds the service from its settings: the only place that constructs. Nothing runs before `start`. */
export const compose = async (config: Config): Promise<Service> => {
  const infrastructure = await createInfrastructure(config);
  const { logger, clock } = infrastructure;

  const pipelines = {
    orders: createPipeline<OrderDocument>(infrastructure, config, {
      name: 'orders',
      queue: 'order-work',
      stream: 'order-events',
      source: '/order-service',
      versions: orderVersions,
      subjectOf: ({ _id }) => _id,
    }),
    payments: createPipeline<PaymentDocument>(infrastructure, config, {
      name: 'payments',
      queue: 'payment-work',
      stream: 'payment-events',
      source: '/payment-service',
      versions: paymentVersions,
      subjectOf: ({ orderId }) => orderId,
    }),
  };

  const hasPayment = async (id: string): Promise<boolean> => (await pipelines.payments.store.read(id)) !== null;
  const orderService = createOrderService(infrastructure, pipelines.orders, config, hasPayment);
  const paymentService = createPaymentService(infrastructure, pipelines.payments, config, orderService.orders);
  const services = { ...orderService, ...paymentService };

  const scheduled = createScheduledQueues(infrastructure);
  const queues = { work: [pipelines.orders.queue.queue, pipelines.payments.queue.queue], scheduled };
  const worker = config.roles.has('worker')
    ? createWorkerRole(infrastructure, config, scheduled, pipelines, services)
    : undefined;
  const operators = createOperatorsListener(infrastructure, config, queues, services, worker);
  const inRole = (role: Role, parts: () => Part[]): Part => sideBySide(config.roles.has(role) ? parts() : []);
  const ports = { port: 0, opsPort: 0 };

  // Started from the top, stopped from the bottom.
  const parts: Part[] = [
    { start: async () => (ports.opsPort = await operators.start()), stop: operators.drain },
    ...connectInfrastructure(infrastructure, config),
    sideBySide(Object.values(scheduled).map((queue) => ({ stop: () => queue.close() }))),
    sideBySide(Object.values(pipelines).map(({ stop }) => ({ stop }))),
    runPeriodically(clock.synchronize, synchronizeEveryMs, logger),
    inRole('relay', () => createRelayRole(infrastructure, config, pipelines, services)),
    sideBySide(worker?.parts ?? []),
    inRole('consumer', () => createConsumerRole(infrastructure, config, pipelines, services)),
    inRole('api', () => {
      const api = createApiRole(infrastructure, config, pipelines, services);
      return [{ start: async () => (ports.port = await api.start()), stop: api.drain }];
    }),
    { start: operators.ready, stop: operators.unready },
  ];
  return {
    start: async () => {
      await startInOrder(parts);
      logger.info({ event: 'service.ready', ...ports, roles: [...config.roles] }, 'ready');
      return ports;
    },
    stop: () => stopInReverse(parts),
  };
};
