import {
  consumer,
  exactlyOnce,
  fromDecimal,
  type InboxDocument,
  type OrderStreamEvent,
} from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** One day in one currency, in minor units. */
export interface Day {
  /** `2026-01-31 USD` */
  _id: string;
  orders: number;
  valueMinor: number;
  paidMinor: number;
  refundedMinor: number;
}

type Sums = Partial<Omit<Day, '_id'>>;

/** How often orders have come to a status. */
export interface Reached {
  _id: string;
  orders: number;
}

/** What an event adds to the sums of its day: both streams go into one table. */
const sumsOf = (type: string, amountMinor: number): Sums => {
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

/** Sums of each day, and the funnel from placed to delivered. Sums cannot be repeated, so every event counts exactly once. */
export const analytics = ({ redisUrl, client, partitions }: Settings): Example => {
  const group = 'analytics-service';
  const database = client.db('example-analytics');
  const inbox = database.collection<InboxDocument>('inbox');
  const days = database.collection<Day>('days');
  const funnel = database.collection<Reached>('funnel');

  const orders = consumer({
    redisUrl,
    partitions,
    pace: oneByOne,
    stream: 'order-events',
    group,
    handler: exactlyOnce<OrderStreamEvent>({ client, inbox, group }, async ({ type, time, data }, session) => {
      const options = { session, upsert: true };
      // A payment that an order refuses leaves it where it was.
      const isStep = type !== 'order.payment_rejected';
      if (isStep) await funnel.updateOne({ _id: data.status }, { $inc: { orders: 1 } }, options);
      if (type !== 'order.created') return;
      const sums = sumsOf(type, fromDecimal(data.totalAmount, data.currency));
      await days.updateOne({ _id: dayOf(time, data.currency) }, { $inc: sums }, options);
    }),
  });
  const payments = consumer({
    redisUrl,
    partitions,
    pace: oneByOne,
    stream: 'payment-events',
    group,
    handler: exactlyOnce({ client, inbox, group }, async ({ type, time, data }, session) => {
      const { amount, currency } = data as { amount: number; currency: string };
      const sums = sumsOf(type, fromDecimal(amount, currency));
      if (Object.keys(sums).length === 0) return;
      await days.updateOne({ _id: dayOf(time, currency) }, { $inc: sums }, { session, upsert: true });
    }),
  });
  return both(orders, payments);
};

/** All events change the same few sums: side by side their transactions would only collide. */
const oneByOne = { concurrency: 1 };

const dayOf = (time: Date, currency: string): string => `${time.toISOString().slice(0, 10)} ${currency}`;

const both = (...examples: Example[]): Example => ({
  start: async () => void (await Promise.all(examples.map(({ start }) => start()))),
  stop: async () => void (await Promise.all(examples.map(({ stop }) => stop()))),
});
