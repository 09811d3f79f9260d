import type { OrderDocument } from '../actors/orders/order-document';
import type { StreamTail, TailSubscription } from '../ports/streams';

/** Called with the order as it is now whenever it may have changed. */
export type OnChange = (order: OrderDocument) => void;

/** Watches orders for their trackers. */
export interface OrderWatcher {
  /** Calls back with the order, now and after each change, until the returned function is called. */
  watch: (orderId: string, see: OnChange) => () => void;
}

interface OrderWatcherDependencies {
  /** The order as a majority has it. Reads of one moment are one query. */
  read: (orderId: string) => Promise<OrderDocument | null>;
  tail: StreamTail;
  /** How often each order is read although no entry came. */
  everyMs: number;
}

/** Watchers of the same order share its reads. */
interface Watched {
  watchers: Set<OnChange>;
  isLooking: boolean;
  /** It changed during the read, or the read failed. */
  isStale: boolean;
}

const tickMs = 1_000;

/**
 * Creates a watcher. The stream says which order to read again; MongoDB has what happened. While the stream cannot be
 * read, every order is read each second, otherwise at longer intervals: a missed entry makes a change late, never lost.
 */
export const createOrderWatcher = ({ read, tail, everyMs }: OrderWatcherDependencies): OrderWatcher => {
  const orders = new Map<string, Watched>();
  const look = (orderId: string): void => {
    const watched = orders.get(orderId);
    if (watched) void lookAgain(watched, () => read(orderId));
  };
  const lookAll = (): void => {
    for (const orderId of orders.keys()) look(orderId);
  };
  const tick = (subscription: TailSubscription, ticks: number): void => {
    const isTime = !subscription.isConnected() || ticks % Math.ceil(everyMs / tickMs) === 0;
    for (const [orderId, { isStale }] of orders) if (isTime || isStale) look(orderId);
  };

  let rest = (): void => {};
  const begin = (): void => {
    let ticks = 0;
    const subscription = tail.subscribe((orderId) => (orderId === null ? lookAll() : look(orderId)));
    const ticking = setInterval(() => tick(subscription, ++ticks), tickMs);
    rest = () => {
      clearInterval(ticking);
      subscription.stop();
    };
  };

  return {
    watch: (orderId, see) => {
      if (orders.size === 0) begin();
      const watched = orders.get(orderId) ?? { watchers: new Set(), isLooking: false, isStale: false };
      orders.set(orderId, watched);
      watched.watchers.add(see);
      look(orderId);
      return () => {
        watched.watchers.delete(see);
        if (watched.watchers.size > 0 || orders.get(orderId) !== watched) return;
        orders.delete(orderId);
        if (orders.size === 0) rest();
      };
    },
  };
};

/** One look at a time: what is asked for meanwhile is one more look. */
const lookAgain = async (watched: Watched, read: () => Promise<OrderDocument | null>): Promise<void> => {
  watched.isStale = true;
  if (watched.isLooking) return;
  watched.isLooking = true;
  try {
    while (watched.isStale && watched.watchers.size > 0) {
      watched.isStale = false;
      const order = await read();
      if (order) for (const see of watched.watchers) see(order);
    }
  } catch {
    // An outage of the database: the next tick tries again.
    watched.isStale = true;
  } finally {
    watched.isLooking = false;
  }
};
