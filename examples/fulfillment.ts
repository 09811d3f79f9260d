import { createClient, Problem } from 'order-management/client';
import { consumer, Outage } from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** What is done next with an order that has come so far. */
const nextOf: Partial<Record<string, 'shipped' | 'delivered'>> = {
  'order.confirmed': 'shipped',
  'order.shipped': 'delivered',
};

/**
 * Ships what is paid and delivers what is shipped, through the API. A step that comes again is refused by the order's
 * state machine, and so is one that comes too late: both are fine.
 */
export const fulfillment = ({ redisUrl, api, token, partitions }: Settings): Example => {
  const orders = createClient({ baseUrl: api, token, timeoutMs: 5_000 });
  return consumer({
    redisUrl,
    partitions,
    stream: 'order-events',
    group: 'fulfillment-service',
    handler: async ({ type, subject: orderId }) => {
      const status = nextOf[type];
      if (status === undefined) return;
      await orders.PATCH('/orders/{orderId}', { params: { path: { orderId } }, body: { status } }).catch(unlessRefused);
    },
  });
};

/** What is no answer of the service, or one that it could not give, comes right by itself: the event waits for it. */
const unlessRefused = (error: unknown): void => {
  if (!(error instanceof Problem) || error.status >= 500) throw new Outage('the API', { cause: error });
  if (error.code !== 'illegal-transition') throw error;
};
