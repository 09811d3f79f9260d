import { findDueWork, isDue } from '../host/due-work';
import { decideOrder } from './order-decisions';
import type { OrderDependencies } from './order-dependencies';
import { releaseStock } from './release-stock';

/**
 * Runs one work item of an order when it is due: releases stock, or closes the payment window. Safe to repeat: the
 * document is read first.
 * @throws RetryLater while the catalog is away
 */
export const createOrderWork =
  (dependencies: Pick<OrderDependencies, 'store' | 'host' | 'catalog' | 'timers' | 'clock'>) =>
  async (orderId: string, workId: string): Promise<void> => {
    const { store, clock } = dependencies;
    const work = await findDueWork(store, orderId, workId, clock());
    if (!work) return;
    if (work.kind === 'release') return releaseStock(dependencies, orderId, workId);
    return closePaymentWindow(dependencies, orderId, { ...work, dueAt: work.dueAt ?? clock() });
  };

const closePaymentWindow = async (
  { host, timers, clock }: Pick<OrderDependencies, 'host' | 'timers' | 'clock'>,
  orderId: string,
  { id: workId, dueAt }: { id: string; dueAt: Date },
): Promise<void> => {
  const time = clock();
  const commandId = `${orderId}-${workId}-${dueAt.getTime()}`;
  const message = { type: 'paymentWindow.closed', dueAt, commandId, time, actor: 'timer' } as const;
  // The cached document may be old: the timer may have been set anew since.
  await host.change(orderId, message, (order) =>
    isDue(order, workId, time) ? (decideOrder(order, message, timers) ?? order) : order,
  );
};
