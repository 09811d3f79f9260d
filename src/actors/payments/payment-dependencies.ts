import type { Clock } from '../../ports/clock';
import type { PaymentGateway } from '../../ports/gateway';
import type { ActorStore } from '../../ports/stores';
import type { Vault } from '../../ports/vault';
import type { StoredMethods } from '../cards/stored-cards';
import type { ActorHost } from '../host/actor-host';
import type { Timers } from '../host/apply-decision';
import type { Watch } from '../host/commit-waiter';
import type { OrderActor } from '../orders/order-actor';
import type { PaymentDocument } from './payment-document';

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
