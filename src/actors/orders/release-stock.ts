import { newId } from '../../domain/ids';
import { claimWorkItem, closeWorkItem, findWorkItem } from '../../domain/work-item';
import { withWork } from '../host/apply-decision';
import { RetryLater } from '../host/retry-later';
import type { OrderDependencies } from './order-dependencies';
import type { OrderDocument } from './order-document';

/** How long the release of stock may take, before it is tried again. */
const releaseMs = 5_000;

/** Releases the stock of an order; the worker that claims the work runs it. Safe to repeat. @throws RetryLater while the catalog is away */
export const releaseStock = async (
  { host, catalog, clock }: Pick<OrderDependencies, 'host' | 'catalog' | 'clock'>,
  orderId: string,
  workId: string,
): Promise<void> => {
  const token = newId();
  const now = clock();
  const taken = await host.change(orderId, { commandId: token }, (order) => {
    const work = claimWorkItem(order.work, { workId, token, now, until: new Date(now.getTime() + releaseMs) });
    return work ? withWork(order, work, now) : order;
  });
  if (findWorkItem(taken.work, workId)?.claimedBy !== token) return;
  await catalog.release(orderId).catch((cause: unknown) => {
    throw new RetryLater(releaseMs, `The stock of ${orderId} is still reserved`, { cause });
  });
  const done = (order: OrderDocument) =>
    withWork(order, closeWorkItem(order.work, workId, { state: 'succeeded' }), clock());
  await host.change(orderId, { commandId: newId() }, done);
};
