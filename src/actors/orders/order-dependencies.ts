import type { Clock } from '../../ports/clock';
import type { ActorStore } from '../../ports/stores';
import type { Catalog } from '../../ports/upstream-services';
import type { ActorHost } from '../host/actor-host';
import type { Timers } from '../host/apply-decision';
import type { OrderDocument } from './order-document';
import type { Offer } from './price-and-reserve';

/** What orders work with. */
export interface OrderParts {
  store: ActorStore<OrderDocument>;
  host: ActorHost<OrderDocument>;
  offer: Offer;
  catalog: Pick<Catalog, 'release'>;
  timers: Timers;
  clock: Clock;
}
