import { findOrCreateCustomer } from '../actors/cards/gateway-customer';
import { createStoredCards, type StoredCards } from '../actors/cards/stored-cards';
import { createActorHost } from '../actors/host/actor-host';
import { createCommitWaiter } from '../actors/host/commit-waiter';
import { createMailbox } from '../actors/host/mailbox';
import { createOrderActor, type OrderActor } from '../actors/orders/order-actor';
import type { OrderDocument } from '../actors/orders/order-document';
import { orderNotFound } from '../actors/orders/order-errors';
import { createPaymentActor, type PaymentActor } from '../actors/payments/payment-actor';
import type { PaymentDocument } from '../actors/payments/payment-document';
import { paymentNotFound } from '../actors/payments/payment-errors';
import { createPaymentComparison } from '../charging/compare-payment';
import { createDisputes } from '../charging/disputes';
import { createGatewayCircuit, type GatewayCircuit } from '../charging/gateway-circuit';
import { createGatewayEvents, type GatewayEvents } from '../charging/gateway-events';
import { createPaymentWork } from '../charging/payment-work';
import { createReconciliation } from '../charging/reconcile';
import { syncWithGateway } from '../charging/sync-with-gateway';
import type { Config } from '../config';
import type { ActorDocument, LogEntry } from '../domain/actor-document';
import { toDecimal } from '../domain/money';
import { createOrderWork } from '../inventory/order-work';
import { createStockReconciliation } from '../inventory/reconcile-stock';
import { faultPoint } from '../observability/fault-point';
import type { Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import type { CardDocument, CustomerDocument, DivergenceStore, StoredDivergence } from '../ports/stores';
import { createCardStore } from '../store/card-store';
import { createCustomerStore } from '../store/customer-store';
import { createDivergenceStore } from '../store/divergence-store';
import { type Cursor, createGatewayEventStore, type GatewayEventDocument } from '../store/gateway-event-store';
import { createReservedOrders } from '../store/reserved-orders';
import type { Infrastructure } from './infrastructure';
import type { Pipeline } from './pipeline';

/** Runs one due work item of a document. */
type RunWork = (id: string, workId: string) => Promise<void>;

export interface OrderService {
  orders: OrderActor;
  runOrderWork: RunWork;
  stockDivergences: DivergenceStore;
  reconcileStock: (stopping: AbortSignal) => Promise<void>;
}

/** Creates the order service. */
export const createOrderService = (
  { logger, metrics, clock, users, catalog, stock, gateway, ordersDb }: Infrastructure,
  { store, relay }: Pipeline<OrderDocument>,
  { windowsMs: timers, paymentWindowMs, stockHoldMarginMs, isBackorderAllowed }: Config,
  hasPayment: (paymentId: string) => Promise<boolean>,
): OrderService => {
  const onCommit = (order: OrderDocument, entries: LogEntry[]): void => {
    faultPoint('order-committed');
    relay.schedule(order);
    countEvents(metrics, order, entries);
    const isNew = entries.some(({ type }) => type === 'order.created');
    if (isNew) metrics.orderCreated(order.currency, toDecimal(order.totalMinor, order.currency));
  };
  const host = createActorHost({ store, mailbox: createMailbox(), notFound: orderNotFound, onCommit });
  const shared = { store, host, stock, timers, holdMs: paymentWindowMs + stockHoldMarginMs, clock };
  const dependencies = { ...shared, users, catalog, amounts: gateway.amounts, hasPayment };
  const divergences = createDivergenceStore(ordersDb.collection<StoredDivergence>('divergences'));
  const reserved = createReservedOrders(ordersDb.collection<OrderDocument>('orders'));
  return {
    orders: createOrderActor(dependencies),
    runOrderWork: createOrderWork({ ...dependencies, isBackorderAllowed }),
    stockDivergences: divergences,
    reconcileStock: createStockReconciliation({ ...shared, reserved, divergences, logger }),
  };
};

export interface PaymentService {
  payments: PaymentActor;
  cards: StoredCards;
  runPaymentWork: RunWork;
  gatewayEvents: GatewayEvents;
  divergences: DivergenceStore;
  reconcile: () => Promise<void>;
  gateway: Pick<GatewayCircuit, 'acceptsUs'>;
}

/** Creates the payment service. It asks orders one thing: whether a payment may begin. */
export const createPaymentService = (
  { logger, metrics, clock, vault, paymentsDb, cards: cardGateway, ...infrastructure }: Infrastructure,
  { store, relay }: Pipeline<PaymentDocument>,
  { windowsMs: timers, outcomeOverdueMs: overdueMs, returnUrls }: Config,
  orders: OrderActor,
): PaymentService => {
  const gateway = createGatewayCircuit(infrastructure.gateway, { clock, onChange: logCredentials(logger) });
  const commits = createCommitWaiter<PaymentDocument>(store.read);
  const onCommit = (payment: PaymentDocument, entries: LogEntry[]): void => {
    faultPoint('payment-committed');
    relay.schedule(payment);
    commits.onCommit(payment);
    countEvents(metrics, payment, entries);
  };
  const host = createActorHost({ store, mailbox: createMailbox(), notFound: paymentNotFound, onCommit });
  const cardStore = createCardStore(paymentsDb.collection<CardDocument>('payment-methods'));
  const customers = createCustomerStore(paymentsDb.collection<CustomerDocument>('gateway-customers'));
  const customerOf = findOrCreateCustomer({ customers, gateway: cardGateway, vault, clock });
  const cards = createStoredCards({
    store: cardStore,
    customerOf,
    gateway: cardGateway,
    vault,
    returnUrls,
    setupWindowMs: timers.challengeWindow,
    clock,
  });
  const divergences = createDivergenceStore(paymentsDb.collection<StoredDivergence>('divergences'));
  const gatewayEventStore = createGatewayEventStore(
    paymentsDb.collection<GatewayEventDocument>('gateway-events'),
    paymentsDb.collection<Cursor>('cursors'),
  );

  const dependencies = { store, host, commits, orders, gateway, cards, vault, returnUrls, timers, clock };
  const payments = createPaymentActor(dependencies);
  const charging = { ...dependencies, send: payments.send, overdueMs };
  const sync = syncWithGateway(charging);
  const comparison = { ...charging, divergences, sync };
  const compare = createPaymentComparison(comparison);
  const disputes = createDisputes(charging);
  return {
    payments,
    cards,
    divergences,
    gateway,
    runPaymentWork: createPaymentWork(charging),
    gatewayEvents: createGatewayEvents({
      store: gatewayEventStore,
      payments: store,
      commits,
      gateway,
      vault,
      sync,
      compare,
      disputes,
      cards,
      clock,
      logger,
    }),
    reconcile: createReconciliation({ ...comparison, compare, disputes }),
  };
};

const logCredentials = (logger: Logger) => (isRefused: boolean) => {
  if (isRefused)
    logger.error({ event: 'gateway.credentials_refused' }, 'the gateway refuses our credentials; work waits');
  else logger.info({ event: 'gateway.credentials_accepted' }, 'the gateway accepts our credentials again');
};

const countEvents = (metrics: Metrics, { createdAt }: ActorDocument, entries: LogEntry[]): void => {
  for (const { type, time } of entries) metrics.eventCommitted(type, time.getTime() - createdAt.getTime());
};
