import type { Queue } from 'bullmq';
import { actorHost } from '../actors/actor-host';
import { mailbox } from '../actors/mailbox';
import { type Notices, notices } from '../actors/notices';
import { type OrderActor, orderActor } from '../actors/order-actor';
import type { OrderDocument } from '../actors/order-document';
import { notFound as orderNotFound } from '../actors/order-refusals';
import { type PaymentActor, paymentActor, paymentNotFound } from '../actors/payment-actor';
import type { PaymentDocument } from '../actors/payment-document';
import type { DivergenceStore, MethodDocument } from '../actors/ports';
import { reconcile } from '../actors/reconcile';
import { type StoredMethods, storedMethods } from '../actors/stored-methods';
import { watch } from '../actors/watch';
import { toDecimal } from '../domain/money';
import type { ActorDocument, LogEntry } from '../machines/actor-document';
import { reach } from '../observability/fault-point';
import type { Metrics } from '../observability/metrics';
import { methodStore } from '../store/method-store';
import { type Cursor, noticeStore, type StoredNotice } from '../store/notice-store';
import type { QualityStore } from '../store/quality-store';
import type { Core } from './outside';
import type { Side } from './sides';

/** Everything that does something by itself. */
export interface Parts {
  orderSide: Side<OrderDocument>;
  paymentSide: Side<PaymentDocument>;
  orders: OrderActor;
  payments: PaymentActor;
  news: Notices;
  methods: StoredMethods;
  divergences: DivergenceStore;
  quality: QualityStore;
  /** What runs again and again. */
  jobs: { reconciliation: Queue; dataQuality: Queue };
}

/** Orders, with who hears of their commits. */
export const ordersOf = (
  { config, metrics, outside, clock }: Core,
  { store, relay: bell }: Side<OrderDocument>,
): OrderActor => {
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

/** Stored cards. */
export const methodsOf = ({ vault, outside, clock }: Core): StoredMethods =>
  storedMethods({
    store: methodStore(outside.paymentsDb.collection<MethodDocument>('payment-methods')),
    gateway: outside.methodGateway,
    vault,
    clock,
  });

/** Payments, with who hears of their commits. */
export const paymentsOf = (
  { config, vault, metrics, outside, clock }: Core,
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
    vault,
    timers: config.windowsMs,
    clock,
  });
};

/** News from the gateway: kept beside the payments, looked into by the payment that they are about. */
export const newsOf = ({ vault, logger, outside, clock }: Core, payments: PaymentActor): Notices =>
  notices({
    store: noticeStore(
      outside.paymentsDb.collection<StoredNotice>('notices'),
      outside.paymentsDb.collection<Cursor>('cursors'),
    ),
    gateway: outside.gateway,
    vault,
    hear: payments.hear,
    clock,
    logger,
  });

/** The comparison with the gateway. */
export const reconciliationOf = (
  { vault, outside, clock }: Core,
  { store }: Side<PaymentDocument>,
  { hear, tell }: PaymentActor,
  divergences: DivergenceStore,
) => reconcile({ store, divergences, gateway: outside.gateway, hear, tell, vault, clock });

const measure = (metrics: Metrics, { createdAt }: ActorDocument, entries: LogEntry[]): void => {
  for (const { type, time } of entries) metrics.happened(type, time.getTime() - createdAt.getTime());
};
