import type { Clock } from '../clock';
import type { Journal } from '../journal';
import { toDecimal } from './resources/amounts';
import type { Metadata } from './resources/objects';

/** A movement of money, or a hold on it. */
export interface Movement {
  kind: 'charge' | 'authorization' | 'capture' | 'refund' | 'void' | 'dispute' | 'dispute_reversal';
  /** A refund that the bank sends back is a line of its own, `failed`, after the one that says it succeeded. */
  status: 'succeeded' | 'failed';
  id: string;
  paymentIntent: string;
  /** As the gateway received it. */
  amount: number;
  currency: string;
  metadata: Metadata;
}

/** A line of the ledger. `value` is the amount in units of the currency, as Stripe's own table reads it. */
export type Line = Movement & { seq: number; time: string; value: string };

/** The truth about money: append-only, in order, written when it moves. */
export interface Ledger {
  append: (movement: Movement) => void;
  lines: (orderId?: string) => Line[];
}

export const openLedger = (journal: Journal, clock: Clock): Ledger => {
  const lines = journal.kept<Line>('ledger');
  return {
    append: (movement) => {
      const { amount, currency } = movement;
      const time = new Date(clock.now()).toISOString();
      const line = { seq: lines.length + 1, time, ...movement, value: toDecimal(amount, currency) };
      lines.push(line);
      journal.add('ledger', JSON.stringify(line));
    },
    lines: (orderId) => (orderId === undefined ? lines : lines.filter(({ metadata }) => metadata.orderId === orderId)),
  };
};
