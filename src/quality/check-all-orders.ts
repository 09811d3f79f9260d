import type { OrderDocument } from '../actors/orders/order-document';
import type { Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import type { Clock } from '../ports/clock';
import type { QualityStore } from '../ports/stores';
import type { Users } from '../ports/upstream-services';
import { readDataContract } from './data-contract';
import { examine } from './examine';

interface QualityDependencies {
  contractsFolder: string;
  readOrders: () => AsyncIterable<OrderDocument[]>;
  users: Users;
  results: QualityStore;
  clock: Clock;
  logger: Logger;
}

/** Checks all orders against the data contract, stores the results and logs violations. Stops when `stopping` aborts. */
export const checkAllOrders =
  ({ contractsFolder, readOrders, users, results, clock, logger }: QualityDependencies) =>
  async (stopping: AbortSignal): Promise<void> => {
    const checkedAt = clock();
    const orders = untilStopped(readOrders(), stopping);
    const { findings } = await examine(readDataContract(contractsFolder), { orders, users, now: checkedAt });
    await results.keep(findings.map(({ rule, violations, ids }) => ({ _id: rule, violations, ids, checkedAt })));
    for (const { rule, violations, ids } of findings.filter((finding) => finding.violations > 0)) {
      logger.error({ event: 'data-quality.violated', rule, violations, ids }, 'Orders break a data quality rule');
    }
  };

/** Breaks off a long run when the process stops. */
const untilStopped = async function* <T>(batches: AsyncIterable<T>, stopping: AbortSignal): AsyncIterable<T> {
  for await (const batch of batches) {
    stopping.throwIfAborted();
    yield batch;
  }
};

/** Shows the results of the last check as metrics. */
export const observeQuality = (metrics: Metrics, results: QualityStore): void => {
  metrics.observeBy(
    'rule',
    'data_quality_violations',
    'Orders that break a rule of the data contract',
    results.violations,
  );
  metrics.observe(
    'data_quality_checked_timestamp_seconds',
    'When all rules of the data contract were last checked; 0 when they never were',
    async () => ((await results.checkedAt())?.getTime() ?? 0) / 1000,
  );
};
