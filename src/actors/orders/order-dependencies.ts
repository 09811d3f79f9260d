import type { Clock } from '../../ports/clock';
import type { Stock } from '../../ports/stock';
import type { ActorStore } from '../../ports/stores';
import type { ActorHost } from '../host/actor-host';
import type { Timers } from '../host/apply-decision';
import type { OrderDocument } from './order-document';
import type { UpstreamServices } from './price-order';

/** What orders depend on. */
export interface OrderDependencies extends UpstreamServices {
  store: ActorStore<OrderDocument>;
  host: ActorHost<OrderDocument>;
  stock: Stock;
  /** Returns whether a payment that an order waits for was stored: a process may die between the two commits. */
  hasPayment: (paymentId: string) => Promise<boolean>;
  timers: Timers;
  /** How long goods are held, in milliseconds, unless the hold is renewed or confirmed. */
  holdMs: number;
  clock: Clock;
}
