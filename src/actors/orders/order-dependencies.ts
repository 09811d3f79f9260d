import type { Clock } from '../../ports/clock';
import type { ChargeableAmounts } from '../../ports/gateway';
import type { Stock } from '../../ports/stock';
import type { ActorStore } from '../../ports/stores';
import type { Catalog, Users } from '../../ports/upstream-services';
import type { ActorHost } from '../host/actor-host';
import type { Timers } from '../host/apply-decision';
import type { OrderDocument } from './order-document';

/** What orders depend on. */
export interface OrderDependencies {
  store: ActorStore<OrderDocument>;
  host: ActorHost<OrderDocument>;
  users: Users;
  catalog: Catalog;
  stock: Stock;
  amounts: ChargeableAmounts;
  /** Returns whether a payment that an order waits for was stored: a process may die between the two commits. */
  hasPayment: (paymentId: string) => Promise<boolean>;
  timers: Timers;
  /** How long goods are held, in milliseconds, unless the hold is renewed or confirmed. */
  holdMs: number;
  clock: Clock;
}
