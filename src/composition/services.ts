import type { Queue } from 'bullmq';
import { type StoredMethods, storedMethods } from '../actors/cards/stored-cards';
import { actorHost } from '../actors/host/actor-host';
import { watch } from '../actors/host/commit-waiter';
import { mailbox } from '../actors/host/mailbox';
import { type OrderActor, orderActor } from '../actors/orders/order-actor';
import type { OrderDocument } from '../actors/orders/order-document';
import { notFound as orderNotFound } from '../actors/orders/order-errors';
import { createOrderWork } from '../actors/orders/order-work';
import { type PaymentActor, paymentActor, paymentNotFound } from '../actors/payments/payment-actor';
import type { PaymentDocument } from '../actors/payments/payment-document';
import { type Notices, notices } from '../charging/gateway-events';
import { createPaymentWork } from '../charging/payment-work';
import { reconcile } from '../charging/reconcile';
import { hearGateway } from '../charging/sync-with-gateway';
import type { ActorDocument, LogEntry } from '../domain/actor-document';
import { toDecimal } from '../domain/money';
import { reach } from '../observability/fault-point';
import type { Metrics } from '../observability/metrics';
import type { DivergenceStore, MethodDocument } from '../ports/stores';
import { methodStore } from '../store/card-store';
import { type Cursor, noticeStore, type StoredNotice } from '../store/gateway-event-store';
import type { QualityStore } from '../store/quality-store';
import type { Core } from './infrastructure';
import type { Side } from './pipeline';

/** Everything that does something by itself. */
export interface Parts {
  orderSide: Side<OrderDocument>;
  paymentSide: Side<PaymentDocument>;
  orders: OrderActor;
  payments: PaymentActor;
  news: Notices;
  work: { orders: RunWork; payments: RunWork };
  reconcile: () => Promise<void>;
  methods: StoredMethods;
  divergences: DivergenceStore;
  quality: QualityStore;
  /** What runs again and again. */
  jobs: { reconciliation: Queue; dataQuality: Queue };
}

/** Orders, and the work that is due for them. */
export const ordersOf = (
  { config, metrics, outside, clock }: Core,
  { store, relay: bell }: Side<OrderDocument>,
): { actor: OrderActor; work: RunWork } => {
  const committed = (order: OrderDocument, entries: LogEntry[]): void => {
    reach('order-committed');
    bell.ring(order);
    measure(metrics, order, entries);
    const isNew = entries.some(({ type }) => type === 'order.created');
    if (isNew) metrics.orderCreated(order.currency, toDecimal(order.totalMinor, order.currency));
  };
  const dependencies = {
    store,
    host: actorHost({ store, mailbox: mailbox(), notFound: orderNotFound, committed }),
    offer: outside,
    catalog: outside.catalog,
    timers: config.windowsMs,
    clock,
  };
  return { actor: orderActor(dependencies), work: createOrderWork(dependencies) };
};

/** Stored cards. */
export const methodsOf = ({ vault, outside, clock }: Core): StoredMethods =>
  storedMethods({
    store: methodStore(outside.paymentsDb.collection<MethodDocument>('payment-methods')),
    gateway: outside.methodGateway,
    vault,
    clock,
  });

/** Payments, the work that is due for them, and what keeps them in step with the gateway. */
export const paymentsOf = (
  { config, vault, metrics, outside, clock, logger }: Core,
  { store, relay: bell }: Side<PaymentDocument>,
  { orders, methods, divergences }: Pick<Parts, 'orders' | 'methods' | 'divergences'>,
) => {
  const settled = watch<PaymentDocument>(store.read);
  const committed = (payment: PaymentDocument, entries: LogEntry[]): void => {
    reach('payment-committed');
    bell.ring(payment);
    settled.committed(payment);
    measure(metrics, payment, entries);
  };
  const dependencies = {
    store,
    host: actorHost({ store, mailbox: mailbox(), notFound: paymentNotFound, committed }),
    watch: settled,
    orders,
    gateway: outside.gateway,
    methods,
    vault,
    timers: config.windowsMs,
    clock,
  };
  const actor = paymentActor(dependencies);
  const charging = { ...dependencies, tell: actor.tell };
  const hear = hearGateway(charging);
  return {
    actor,
    work: createPaymentWork(charging),
    news: notices({
      store: noticeStore(
        outside.paymentsDb.collection<StoredNotice>('notices'),
        outside.paymentsDb.collection<Cursor>('cursors'),
      ),
      gateway: outside.gateway,
      vault,
      hear,
      clock,
      logger,
    }),
    reconcile: reconcile({ ...charging, divergences, hear }),
  };
};

/** Runs one due work item of a document. */
export type RunWork = (id: string, workId: string) => Promise<void>;

const measure = (metrics: Metrics, { createdAt }: ActorDocument, entries: LogEntry[]): void => {
  for (const { type, time } of entries) metrics.happened(type, time.getTime() - createdAt.getTime());
};
