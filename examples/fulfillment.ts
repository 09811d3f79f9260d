import { createClient, Problem } from 'order-management/client';
import { consumer, Outage } from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** The status that an order gets next, by the event that it reached. */
const nextStatus: Partial<Record<string, 'shipped' | 'delivered'>> = {
  'order.confirmed': 'shipped',
  'order.shipped': 'delivered',
};

/**
 * Ships confirmed orders and delivers shipped ones, through the API. The order's state machine refuses a step that is
 * repeated or comes too late, so both have no effect.
 */
export const fulfillment = ({ redisUrl, api, token, partitions }: Settings): Example => {
  const orders = createClient({ baseUrl: api, token, timeoutMs: 5_000 });
  return consumer({
    redisUrl,
    partitions,
    stream: 'order-events',
    group: 'fulfillment-service',
    handler: async ({ type, subject: orderId }) => {
      const status = nextStatus[type];
      if (status === undefined) return;
      await orders.PATCH('/orders/{orderId}', { params: { path: { orderId } }, body: { status } }).catch(ignoreRefusal);
    },
  });
};

/** What says nothing about the order: the token has expired or may not, or the API is slow or busy. */
const notAboutTheOrder = [401, 403, 408, 429];

/**
 * Ignores a step that the order refuses. Without a response, with a server error, or without a valid token, the event waits:
 * it is no defect of the event, and must not become a dead letter.
 * @throws Outage
 */
const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof Problem) || error.status >= 500 || notAboutTheOrder.includes(error.status))
    throw new Outage('the API', { cause: error });
  if (error.code !== 'illegal-transition') throw error;
};
