import { type Line, ledgerOf } from './invariants';
import type { World } from './world';

/** Everything that a request could have changed. */
export interface Evidence {
  orders: unknown[];
  payments: unknown[];
  ledger: Line[];
  /** What is left of each product: a refused order must not keep stock. */
  stock: unknown[];
}

const products = ['prod-123', 'prod-456'];

/** Looks at everything at once, so that two looks can be compared. Meant for a world at rest. */
export const evidenceOf = async (world: World): Promise<Evidence> => ({
  orders: await world.orders.find().sort({ _id: 1 }).toArray(),
  payments: await world.payments.find().sort({ _id: 1 }).toArray(),
  ledger: await ledgerOf(world),
  stock: await Promise.all(products.map(async (id) => (await fetch(`${world.sandbox}/products/${id}`)).json())),
});
