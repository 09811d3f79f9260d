import { faultPoint } from '../../observability/fault-point';
import { createAcknowledger } from './acknowledger';
import type { Delivery } from './consumer-group';
import { createDeliveryQueue } from './delivery-queue';
import { createDeliveryHandler, type HandlerDependencies, type PendingDelivery, toPending } from './handle-delivery';
import type { Pace } from './pace';

/** The deliveries of one partition, from the read to the acknowledgement. */
export interface Deliveries {
  /** Takes deliveries in; those that are queued, run or wait for their acknowledgement already are skipped. */
  accept: (deliveries: Delivery[]) => void;
  /** Whether more may be read. */
  hasRoom: () => boolean;
  /** Ends a turn: drops what has not begun, waits for running handlers and acknowledges. Never rejects. */
  finish: () => Promise<void>;
  /** Stops retrying acknowledgements; their entries will be delivered again. */
  stop: () => void;
}

interface DeliveriesDependencies extends Omit<HandlerDependencies, 'acknowledge'> {
  /** While false, no handler begins: the entry stays pending, for the next reader. */
  mayGoOn: () => boolean;
  pace: Pick<Pace, 'concurrency' | 'readCount'>;
}

/** Deliveries that wait for a retry do not take the place of others, up to this number in memory. */
const delayedMax = 10_000;

/** Creates the one place that a delivery passes through: queued by order, handled, acknowledged together with others. */
export const createDeliveries = (dependencies: DeliveriesDependencies): Deliveries => {
  const { group, pace, mayGoOn } = dependencies;
  const acknowledger = createAcknowledger({
    gatherMs: 5,
    retryMs: 1_000,
    send: async (entryIds) => {
      await group.acknowledge(entryIds);
      faultPoint('event-acknowledged');
    },
  });
  const run = createDeliveryHandler({ ...dependencies, acknowledge: acknowledger.add });
  const queue = createDeliveryQueue<PendingDelivery>({ concurrency: pace.concurrency, mayBegin: mayGoOn, run });
  return {
    accept: (deliveries) => {
      for (const delivery of deliveries) {
        const { entryId } = delivery;
        if (!queue.has(entryId) && !acknowledger.has(entryId)) queue.push(toPending(delivery));
      }
    },
    hasRoom: () => {
      const { active, delayed } = queue.count();
      return active < 2 * pace.readCount && delayed < delayedMax;
    },
    finish: async () => {
      await queue.drain();
      await acknowledger.flush();
    },
    stop: acknowledger.stop,
  };
};
