import type { OrderDocument } from '../actors/orders/order-document';
import type { Users } from '../ports/upstream-services';
import type { ExportedOrder } from './exported-order';

/** What an order is looked at with: as it is stored, and as the contract has it. Newest first. */
export interface OrderRow {
  _id: string;
  stored: OrderDocument;
  order: ExportedOrder;
}

/** One rule at work: it sees every order once, and then tells the ids of those that break it. */
export interface Check {
  rule: string;
  name: string;
  see: (seen: OrderRow) => boolean;
  /** Orders that only the whole tells; and what else is to be said. */
  conclude?: () => Promise<{ ids?: string[]; note?: string }>;
}

/** What a check needs beside the orders. */
export interface Surroundings {
  now: Date;
  users: Users;
}

/** How a rule looks at orders; null when it is a rule of another kind. */
export type Looking = Pick<Check, 'see' | 'conclude'> | null;
