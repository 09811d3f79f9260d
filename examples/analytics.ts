import {
  consumer,
  exactlyOnce,
  fromDecimal,
  type InboxDocument,
  type OrderStreamEvent,
} from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** The totals of one day in one currency; amounts in minor units. */
export interface Day {
  /** Date and currency, such as `2026-01-31 USD`. */
  _id: string;
  orders: number;
  valueMinor: number;
  paidMinor: number;
  refundedMinor: number;
}

type Sums = Partial<Omit<Day, '_id'>>;

/** How many orders have reached a status. */
export interface Reached {
  _id: string;
  orders: number;
}

/** Returns what an event of either stream adds to the totals of its day. */
const toSums = (type: string, amountMinor: number): Sums => {
  switch (type) {
    case 'order.created':
      return { orders: 1, valueMinor: amountMinor };
    case 'payment.processed':
      return { paidMinor: amountMinor };
    case 'payment.refunded':
      return { refundedMinor: amountMinor };
    case 'payment.refund_failed':
      return { refundedMinor: -amountMinor };
    default:
      return {};
  }
};

/** What happens to an order without changing its status. */
const keepsStatus = new Set<string>([
  'order.payment_rejected',
  'order.stock_confirmed',
  'order.stock_released',
  'order.backordered',
]);

/**
 * Keeps the totals of each day, and the number of orders that reached each status. Adding is not safe to repeat, so every
 * event must take effect exactly once.
 */
export const analytics = ({ redisUrl, client, partitions }: Settings): Example => {
  const group = 'analytics-service';
  const database = client.db('example-analytics');
  const inbox = database.collection<InboxDocument>('inbox');
  const days = database.collection<Day>('days');
  const funnel = database.collection<Reached>('funnel');

  const orders = consumer({
    redisUrl,
    partitions,
    pace: sequential,
    stream: 'order-events',
    group,
    handler: exactlyOnce<OrderStreamEvent>({ client, inbox, group }, async ({ type, time, data }, session) => {
      const options = { session, upsert: true };
      const hasNewStatus = !keepsStatus.has(type);
      if (hasNewStatus) await funnel.updateOne({ _id: data.status }, { $inc: { orders: 1 } }, options);
      if (type !== 'order.created') return;
      const sums = toSums(type, fromDecimal(data.totalAmount, data.currency));
      await days.updateOne({ _id: toDayId(time, data.currency) }, { $inc: sums }, options);
    }),
  });
  const payments = consumer({
    redisUrl,
    partitions,
    pace: sequential,
    stream: 'payment-events',
    group,
    handler: exactlyOnce({ client, inbox, group }, async ({ type, time, data }, session) => {
      const { amount, currency } = data as { amount: number; currency: string };
      const sums = toSums(type, fromDecimal(amount, currency));
      if (Object.keys(sums).length === 0) return;
      await days.updateOne({ _id: toDayId(time, currency) }, { $inc: sums }, { session, upsert: true });
    }),
  });
  return combine(orders, payments);
};

/** All events change the same few documents, so parallel transactions would conflict. */
const sequential = { concurrency: 1 };

const toDayId = (time: Date, currency: string): string => `${time.toISOString().slice(0, 10)} ${currency}`;

const combine = (...examples: Example[]): Example => ({
  start: async () => void (await Promise.all(examples.map(({ start }) => start()))),
  stop: async () => void (await Promise.all(examples.map(({ stop }) => stop()))),
});
