import {
  consumer,
  exactlyOnce,
  fromDecimal,
  type InboxDocument,
  type PaymentStreamEvent,
} from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** One posting in the journal: what one account receives is what the other one gives, in minor units. */
export interface Posting {
  /** The event that it is about. */
  _id: string;
  debit: Account;
  credit: Account;
  amountMinor: number;
  currency: string;
  paymentId: string;
  orderId: string;
  at: Date;
}

/** Money that the gateway holds for us, what we sold, and what we gave back. */
export type Account = 'gateway' | 'sales' | 'returns';

const accountsOf: Partial<Record<PaymentStreamEvent['type'], { debit: Account; credit: Account }>> = {
  'payment.processed': { debit: 'gateway', credit: 'sales' },
  'payment.refunded': { debit: 'returns', credit: 'gateway' },
  'payment.refund_failed': { debit: 'gateway', credit: 'returns' },
};

/** A journal by double entry. The account `gateway` agrees with the gateway's own ledger, to the last minor unit. */
export const accounting = ({ redisUrl, client, partitions }: Settings): Example => {
  const group = 'accounting-service';
  const database = client.db('example-accounting');
  const inbox = database.collection<InboxDocument>('inbox');
  const journal = database.collection<Posting>('journal');

  return consumer({
    redisUrl,
    partitions,
    stream: 'payment-events',
    group,
    handler: exactlyOnce<PaymentStreamEvent>({ client, inbox, group }, async ({ id, type, time, data }, session) => {
      const accounts = accountsOf[type];
      if (!accounts) return;
      const { paymentId, orderId, amount, currency } = data;
      const about = { paymentId, orderId, currency, amountMinor: fromDecimal(amount, currency), at: time };
      await journal.insertOne({ _id: id, ...accounts, ...about }, { session });
    }),
  });
};
