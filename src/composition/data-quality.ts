import type { OrderDocument } from '../actors/orders/order-document';
import { readDataContract } from '../quality/data-contract';
import { examine } from '../quality/examine';
import { allOrders } from '../store/documents/order-reader';
import type { QualityStore } from '../store/quality-store';
import type { Core } from './infrastructure';

/** Holds the data contract against all orders, keeps what came of it, and names what is broken in the log. */
export const dataQualityOf =
  ({ outside, clock, logger, contracts }: Core, quality: QualityStore) =>
  async (stopping: AbortSignal): Promise<void> => {
    const collection = outside.ordersDb.collection<OrderDocument>('orders');
    const checkedAt = clock();
    const { findings } = await examine(readDataContract(contracts), {
      orders: untilStopped(allOrders(collection), stopping),
      users: outside.users,
      now: checkedAt,
    });
    await quality.keep(findings.map(({ rule, violations, ids }) => ({ _id: rule, violations, ids, checkedAt })));
    const broken = findings.filter(({ violations }) => violations > 0);
    for (const { rule, violations, ids } of broken) logger.error({ rule, violations, ids }, 'data quality rule broken');
  };

/** A run that takes long does not hold up the end of its process. */
const untilStopped = async function* <T>(batches: AsyncIterable<T>, stopping: AbortSignal): AsyncIterable<T> {
  for await (const batch of batches) {
    stopping.throwIfAborted();
    yield batch;
  }
};

/** What the last run came to, for whoever scrapes. */
export const observeQuality = ({ metrics }: Core, quality: QualityStore): void => {
  metrics.observeRules('data_quality_violations', 'Orders that break a rule of the data contract', quality.violations);
  const help = 'When all rules of the data contract were looked at last; 0 when they never were';
  metrics.observe(
    'data_quality_checked_timestamp_seconds',
    help,
    async () => ((await quality.checkedAt())?.getTime() ?? 0) / 1000,
  );
};
