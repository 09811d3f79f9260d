import type { Clock } from '../../clock';
import { stripeId } from '../ids';
import type { Table } from '../table';
import type { BalanceTransaction } from './objects';

type Kind = 'charge' | 'refund' | 'refund_failure' | 'dispute' | 'dispute_reversal';

interface Entry {
  kind: Kind;
  /** In the currency of the charge; negative when the money leaves. */
  amount: number;
  currency: string;
  source: string;
}

export interface Balance {
  book: (entry: Entry) => BalanceTransaction;
}

/** What the account settles in, other than the currency of the charge: a rate, and the digits of both. */
const settlements: Record<string, { to: string; rate: number; shift: number }> = {
  jpy: { to: 'usd', rate: 0.0066, shift: 100 },
  kwd: { to: 'usd', rate: 3.25, shift: 0.1 },
};

const availableAfterSeconds = 2 * 86_400;
const disputeFee = 1500;

/**
 * Movements of the account's balance, with Stripe's fee: 2.9 % and 30 of each charge, 1500 of each dispute. A refund does
 * not give the fee back.
 */
export const createBalance = (transactions: Table<BalanceTransaction>, clock: Clock): Balance => ({
  book: ({ kind, amount, currency, source }) => {
    const settlement = settlements[currency];
    const settled = settlement ? Math.round(amount * settlement.rate * settlement.shift) : amount;
    const fee = feeOf(kind, settled);
    const created = Math.floor(clock.now() / 1000);
    const settledIn = settlement?.to ?? currency;
    const transaction: BalanceTransaction = {
      id: stripeId('txn'),
      object: 'balance_transaction',
      amount: settled,
      available_on: created + availableAfterSeconds,
      created,
      currency: settledIn,
      description: null,
      exchange_rate: settlement?.rate ?? null,
      fee,
      fee_details:
        fee === 0
          ? []
          : [{ amount: fee, application: null, currency: settledIn, description: 'Stripe fees', type: 'stripe_fee' }],
      net: settled - fee,
      reporting_category: kind,
      source,
      status: 'pending',
      type: kind === 'dispute' || kind === 'dispute_reversal' ? 'adjustment' : kind,
    };
    transactions.save(transaction);
    return transaction;
  },
});

const feeOf = (kind: Kind, settled: number): number => {
  if (kind === 'charge') return Math.round(settled * 0.029) + 30;
  if (kind === 'dispute') return disputeFee;
  return kind === 'dispute_reversal' ? -disputeFee : 0;
};
