import { DomainError } from '../domain/errors';
import type { Caller } from '../ports/request';
import type { OnChange, OrderWatcher } from './order-watcher';

/** Somebody who follows one order. */
export interface Tracker {
  onChange: OnChange;
  /** Ends the tracking; the client may connect again. */
  end: () => void;
}

/** Live tracking of orders in this process. */
export interface OrderTracking {
  /** How often a tracker gets a sign of life. */
  heartbeatMs: number;
  /**
   * Shows the order to the tracker, now and with each change, until the answer is called. Whether the caller may see the
   * order has been asked already. @throws DomainError `too-many-trackers`, `tracking-unavailable`
   */
  follow: (orderId: string, caller: Caller, tracker: Tracker) => () => void;
  /** How many there are. */
  open: () => number;
  /** Ends all of them, and takes no more. */
  close: () => void;
}

interface TrackingDependencies {
  watcher: OrderWatcher;
  heartbeatMs: number;
  trackersMax: number;
  trackersPerCallerMax: number;
}

/** As many trackers as one process and one caller may have. */
export const createOrderTracking = ({ watcher, ...limits }: TrackingDependencies): OrderTracking => {
  const trackers = new Set<Tracker>();
  const callers = new Map<string, number>();
  let isClosed = false;

  const count = (userId: string, change: 1 | -1): void => {
    const open = (callers.get(userId) ?? 0) + change;
    if (open > 0) callers.set(userId, open);
    else callers.delete(userId);
  };
  const admit = ({ userId }: Caller): void => {
    const ofCaller = callers.get(userId) ?? 0;
    if (isClosed || trackers.size >= limits.trackersMax) throw unavailable();
    if (ofCaller >= limits.trackersPerCallerMax) throw tooMany(ofCaller);
  };

  return {
    heartbeatMs: limits.heartbeatMs,
    open: () => trackers.size,
    follow: (orderId, caller, tracker) => {
      admit(caller);
      trackers.add(tracker);
      count(caller.userId, 1);
      const unwatch = watcher.watch(orderId, tracker.onChange);
      return () => {
        if (!trackers.delete(tracker)) return;
        count(caller.userId, -1);
        unwatch();
      };
    },
    close: () => {
      isClosed = true;
      for (const tracker of trackers) tracker.end();
    },
  };
};

const unavailable = () => new DomainError('tracking-unavailable', 'No more orders can be tracked here for now');
const tooMany = (open: number) => new DomainError('too-many-trackers', `This caller tracks ${open} orders already`);
