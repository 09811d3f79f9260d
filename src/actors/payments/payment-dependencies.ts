import type { Clock } from '../../ports/clock';
import type { PaymentGateway } from '../../ports/gateway';
import type { ActorStore } from '../../ports/stores';
import type { Vault } from '../../ports/vault';
import type { StoredCards } from '../cards/stored-cards';
import type { ActorHost } from '../host/actor-host';
import type { Timers } from '../host/apply-decision';
import type { CommitWaiter } from '../host/commit-waiter';
import type { OrderActor } from '../orders/order-actor';
import type { PaymentDocument } from './payment-document';

/** What payments work with. */
export interface PaymentDependencies {
  store: ActorStore<PaymentDocument>;
  host: ActorHost<PaymentDocument>;
  commits: CommitWaiter<PaymentDocument>;
  /** The one port between the two services. */
  orders: Pick<OrderActor, 'beginPayment' | 'findPayment' | 'isWaitingFor'>;
  gateway: PaymentGateway;
  cards: Pick<StoredCards, 'usable'>;
  vault: Vault;
  /** Where customers may return to after a step at their bank; the first is the default. */
  returnUrls: readonly string[];
  timers: Timers;
  clock: Clock;
}
