import { openJournal } from '../journal';

/** One movement of money, or a hold on it. Amounts in minor units. */
export interface Movement {
  kind: 'charge' | 'authorization' | 'capture' | 'refund' | 'void';
  /** A refund that failed is a line of its own, behind the one that says it succeeded. */
  status: 'succeeded' | 'failed';
  id: string;
  paymentIntent: string;
  amount: number;
  currency: string;
  metadata: Record<string, string>;
}

export type Line = Movement & { seq: number; time: string };

/** The truth about money: append-only, in order, written at the moment when it moves. */
export interface Ledger {
  append: (movement: Movement) => void;
  lines: (orderId?: string | null) => Line[];
}

/** A ledger in memory; with a folder it is kept there, too. */
export const openLedger = (dataDir?: string): Ledger => {
  const { values, append } = openJournal<Line>(dataDir, 'ledger');
  return {
    append: (movement) => append({ seq: values.length + 1, time: new Date().toISOString(), ...movement }),
    lines: (orderId) => (orderId ? values.filter(({ metadata }) => metadata.orderId === orderId) : values),
  };
};
