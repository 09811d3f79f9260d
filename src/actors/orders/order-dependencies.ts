import type { Clock } from '../../ports/clock';
import type { ChargeableAmounts } from '../../ports/gateway';
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
  amounts: ChargeableAmounts;
  timers: Timers;
  clock: Clock;
}
