import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consumer, type OrderStreamEvent } from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** What the customer is told; of most events, nothing. */
const messageOf = ({ type, data }: OrderStreamEvent): string | undefined => {
  switch (type) {
    case 'order.confirmed':
      return `Your order ${data.orderId} is paid. We are packing it.`;
    case 'order.payment_failed':
      return `The payment of your order ${data.orderId} failed: ${data.failureReason ?? 'please try again'}.`;
    case 'order.shipped':
      return `Your order ${data.orderId} is on its way.`;
    case 'order.cancelled':
      return `Your order ${data.orderId} is cancelled: ${data.reason}.`;
    case 'order.refunded':
      return `Your money for the order ${data.orderId} is on its way back.`;
    default:
      return undefined;
  }
};

/**
 * Writes messages to customers into a folder, a file for each event. Deliveries are at least once; a message that is
 * written again is the same file.
 */
export const notification = ({ redisUrl, outbox, partitions }: Settings): Example =>
  consumer({
    redisUrl,
    partitions,
    stream: 'order-events',
    group: 'notification-service',
    handler: async (event) => {
      const text = messageOf(event);
      if (text === undefined) return;
      await mkdir(outbox, { recursive: true });
      const file = join(outbox, `${event.id}.txt`);
      // Nobody sees half a message.
      await writeFile(`${file}.part`, `To: ${event.data.userId}\n\n${text}\n`);
      await rename(`${file}.part`, file);
    },
  });
