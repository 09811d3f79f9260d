import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(12 * 256);
let used = pool.length;

/** An id as Stripe forms them: `pi_`, `ch_`, `re_`, `evt_` and 24 characters. */
export const stripeId = (prefix: string): string => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 12;
  return `${prefix}_${pool.toString('hex', used - 12, used)}`;
};
