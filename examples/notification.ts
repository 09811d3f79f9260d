import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consumer, type OrderStreamEvent } from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** Returns the message to the customer; most events have none. */
const toMessage = ({ type, data }: OrderStreamEvent): string | undefined => {
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
 * Writes messages to customers into a folder, one file for each event. An event that is delivered again writes the same
 * file again.
 */
export const notification = ({ redisUrl, outbox, partitions }: Settings): Example =>
  consumer({
    redisUrl,
    partitions,
    stream: 'order-events',
    group: 'notification-service',
    handler: async (event) => {
      const text = toMessage(event);
      if (text === undefined) return;
      await mkdir(outbox, { recursive: true });
      const file = join(outbox, `${event.id}.txt`);
      // The rename is atomic, so a reader never sees half a message.
      await writeFile(`${file}.part`, `To: ${event.data.userId}\n\n${text}\n`);
      await rename(`${file}.part`, file);
    },
  });
