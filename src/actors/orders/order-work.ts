import { dueWork, isDue } from '../host/due-work';
import { decided } from './order-decisions';
import type { OrderParts } from './order-dependencies';
import { releaseStock } from './release-stock';

/**
 * Runs one work item of an order when it is due: releases stock, or closes the payment window. Safe to repeat: the
 * document is read first.
 * @throws RetryLater while the catalog is away
 */
export const createOrderWork =
  (dependencies: Pick<OrderParts, 'store' | 'host' | 'catalog' | 'timers' | 'clock'>) =>
  async (orderId: string, workId: string): Promise<void> => {
    const { store, clock } = dependencies;
    const work = await dueWork(store, orderId, workId, clock());
    if (!work) return;
    if (work.kind === 'release') return releaseStock(dependencies, orderId, workId);
    return closePaymentWindow(dependencies, orderId, workId);
  };

const closePaymentWindow = async (
  { host, timers, clock }: Pick<OrderParts, 'host' | 'timers' | 'clock'>,
  orderId: string,
  workId: string,
): Promise<void> => {
  const time = clock();
  const message = { type: 'paymentWindow.closed', commandId: `${orderId}-${workId}`, time, actor: 'timer' } as const;
  // The cached document may be old: the timer may have been set anew since.
  await host.change(orderId, message, (order) =>
    isDue(order, workId, time) ? (decided(order, message, timers) ?? order) : order,
  );
};
