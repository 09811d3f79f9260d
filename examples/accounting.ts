import {
  consumer,
  exactlyOnce,
  fromDecimal,
  type InboxDocument,
  type PaymentStreamEvent,
} from 'order-management/consumer';
import type { Example, Settings } from './settings';

/** One posting in the journal: an amount in minor units that is debited to one account and credited to another. */
export interface Posting {
  /** The id of the event that it records. */
  _id: string;
  debit: Account;
  credit: Account;
  amountMinor: number;
  currency: string;
  paymentId: string;
  orderId: string;
  at: Date;
}

/** The money that the gateway holds for us, our sales, and our refunds. */
export type Account = 'gateway' | 'sales' | 'returns';

const accountsByType: Partial<Record<PaymentStreamEvent['type'], { debit: Account; credit: Account }>> = {
  'payment.processed': { debit: 'gateway', credit: 'sales' },
  'payment.refunded': { debit: 'returns', credit: 'gateway' },
  'payment.refund_failed': { debit: 'gateway', credit: 'returns' },
};

/** Keeps a double-entry journal. The balance of the account `gateway` equals that of the gateway's own ledger. */
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
      const accounts = accountsByType[type];
      if (!accounts) return;
      const { paymentId, orderId, amount, currency } = data;
      const details = { paymentId, orderId, currency, amountMinor: fromDecimal(amount, currency), at: time };
      await journal.insertOne({ _id: id, ...accounts, ...details }, { session });
    }),
  });
};
