import { findDue, isDue } from '../actors/host/due-work';
import { loadOrRead } from '../actors/host/load-or-read';
import { decideOrder } from '../actors/orders/order-decisions';
import type { OrderDependencies } from '../actors/orders/order-dependencies';
import { awaitsPayment } from '../machines/order/order-rules';
import { runStockWork, type StockDependencies } from './stock-work';

type WindowDependencies = Pick<OrderDependencies, 'store' | 'host' | 'hasPayment' | 'timers' | 'clock'>;

/**
 * Runs one work item of an order when it is due: it closes the payment window, or does work on the stock. Safe to repeat:
 * the document is read first.
 * @throws RetryLater while the catalog gives no definite answer
 */
export const createOrderWork =
  (dependencies: WindowDependencies & StockDependencies) =>
  async (orderId: string, workId: string): Promise<void> => {
    const { store, clock } = dependencies;
    const now = clock();
    const order = await loadOrRead(store, orderId, (cached) => isDue(cached, workId, now));
    const work = order && findDue(order, workId, now);
    if (!work) return;
    if (work.kind !== 'paymentWindow') return runStockWork(dependencies, order, work);
    return closePaymentWindow(dependencies, orderId, { id: workId, dueAt: work.dueAt ?? clock() });
  };

/**
 * The payment service is asked whether the payment that the order waits for exists: one that was begun and never stored
 * would keep the order waiting for ever. If it is stored after all, its worker asks the order before it charges.
 */
const closePaymentWindow = async (
  { store, host, hasPayment, timers, clock }: WindowDependencies,
  orderId: string,
  { id: workId, dueAt }: { id: string; dueAt: Date },
): Promise<void> => {
  const time = clock();
  const order = await store.read(orderId);
  const awaited = order && awaitsPayment(order) ? order.paymentId : null;
  const isMissing = awaited !== null && !(await hasPayment(awaited));
  const message = {
    type: 'paymentWindow.closed' as const,
    dueAt,
    ...(isMissing && { missingPaymentId: awaited }),
    commandId: `${orderId}-${workId}-${dueAt.getTime()}`,
    time,
    actor: 'timer',
  };
  // The cached document may be old: the timer may have been set anew since.
  await host.change(orderId, message, (stored) =>
    isDue(stored, workId, time) ? (decideOrder(stored, message, timers) ?? stored) : stored,
  );
};
