import type { ActorHost } from './actor-host';
import type { Timers } from './next-document';
import type { OrderActor } from './order-actor';
import type { PaymentDocument } from './payment-document';
import type { ActorStore, Clock, PaymentGateway, Vault } from './ports';
import type { StoredMethods } from './stored-methods';
import type { Watch } from './watch';

/** What payments work with. */
export interface PaymentParts {
  store: ActorStore<PaymentDocument>;
  host: ActorHost<PaymentDocument>;
  watch: Watch<PaymentDocument>;
  /** The one port between the two services. */
  orders: Pick<OrderActor, 'beginPayment' | 'paymentOf' | 'awaits'>;
  gateway: PaymentGateway;
  methods: Pick<StoredMethods, 'usable'>;
  vault: Vault;
  timers: Timers;
  clock: Clock;
}
