import type { World } from '../world';
import { type Line, ledgerOf } from './invariants';

/** Everything that a request can change. */
export interface Evidence {
  orders: unknown[];
  payments: unknown[];
  ledger: Line[];
  /** The stock of each product: a rejected order must not reserve any. */
  stock: unknown[];
}

const products = ['prod-123', 'prod-456'];

/** Reads everything, so that two reads can be compared. Needs a world without open work. */
export const evidenceOf = async (world: World): Promise<Evidence> => ({
  orders: await world.orders.find().sort({ _id: 1 }).toArray(),
  payments: await world.payments.find().sort({ _id: 1 }).toArray(),
  ledger: await ledgerOf(world),
  stock: await Promise.all(products.map(async (id) => (await fetch(`${world.sandbox}/products/${id}`)).json())),
});
