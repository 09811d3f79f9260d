import type { ActorHost } from './actor-host';
import type { Timers } from './next-document';
import type { OrderDocument } from './order-document';
import type { Offer } from './place-order';
import type { ActorStore, Catalog, Clock } from './ports';

/** What orders work with. */
export interface OrderParts {
  store: ActorStore<OrderDocument>;
  host: ActorHost<OrderDocument>;
  offer: Offer;
  catalog: Pick<Catalog, 'release'>;
  timers: Timers;
  clock: Clock;
}
