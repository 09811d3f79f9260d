import type { OrderDocument } from '../actors/orders/order-document';
import type { Check, Surroundings } from './check';
import { checksOf } from './checks';
import type { DataContract } from './data-contract';
import { exporting } from './exported-order';

/** What came of one rule. */
export interface Finding {
  rule: string;
  name: string;
  /** How many orders break it. */
  violations: number;
  /** Some of them. */
  ids: string[];
  note?: string;
}

/** Everything that was found, in the order of the contract. */
export interface Examination {
  orders: number;
  findings: Finding[];
}

/** As many ids as a finding names. */
const idsMax = 20;

interface Examined extends Surroundings {
  /** In batches, in the order of their ids, the newest first. */
  orders: AsyncIterable<OrderDocument[]>;
}

/** Holds the data contract against all orders, one batch in memory at a time. */
export const examine = async (contract: DataContract, { orders, ...surroundings }: Examined): Promise<Examination> => {
  const toExported = exporting(contract);
  const checks = checksOf(contract, surroundings).map((check) => ({ check, violations: 0, ids: [] as string[] }));
  let count = 0;
  for await (const batch of orders) {
    count += batch.length;
    for (const stored of batch) {
      const _id = String(stored._id);
      const seen = { _id, stored, order: toExported(stored) };
      for (const kept of checks) if (!kept.check.see(seen)) keep(kept, [_id]);
    }
  }
  return { orders: count, findings: await Promise.all(checks.map(concluded)) };
};

interface Kept {
  check: Check;
  violations: number;
  ids: string[];
}

const keep = (kept: Kept, ids: string[]): void => {
  kept.violations += ids.length;
  kept.ids.push(...ids.slice(0, idsMax - kept.ids.length));
};

const concluded = async (kept: Kept): Promise<Finding> => {
  const { ids = [], note } = (await kept.check.conclude?.()) ?? {};
  keep(kept, ids);
  const { rule, name } = kept.check;
  return { rule, name, violations: kept.violations, ids: kept.ids, ...(note !== undefined && { note }) };
};
