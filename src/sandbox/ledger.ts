import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One movement of money, or a hold on it. Amounts in minor units. */
export interface Movement {
  kind: 'charge' | 'authorization' | 'capture' | 'refund' | 'void';
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
  const file = dataDir === undefined ? undefined : join(dataDir, 'ledger.ndjson');
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const kept = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const lines = kept.map((text) => JSON.parse(text) as Line);
  return {
    append: (movement) => {
      const line = { seq: lines.length + 1, time: new Date().toISOString(), ...movement };
      lines.push(line);
      if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
    },
    lines: (orderId) => (orderId ? lines.filter(({ metadata }) => metadata.orderId === orderId) : lines),
  };
};
