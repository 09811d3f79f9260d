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
export const fulfillment = ({ redisUrl, api, token, partitions }: Settings): Example =>
  consumer({
    redisUrl,
    partitions,
    stream: 'order-events',
    group: 'fulfillment-service',
    handler: async ({ type, subject }) => {
      const status = nextOf[type];
      if (status === undefined) return;
      const answer = await fetch(`${api}/orders/${subject}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status }),
        signal: AbortSignal.timeout(5_000),
      }).catch((cause: unknown) => {
        throw new Outage('the API', { cause });
      });
      if (answer.status >= 500) throw new Outage('the API');
      if (answer.ok || answer.status === 409) return;
      throw new Error(`${subject} cannot be ${status}: ${answer.status} ${await answer.text()}`);
    },
  });
