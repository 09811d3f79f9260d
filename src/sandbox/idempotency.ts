import { createHash } from 'node:crypto';
import type { Reply } from './http';
import { Refused } from './http';
import { stripeError } from './stripe-objects';

/** What became of an execution: its answer, and whether it began, so that the answer is kept. */
export interface Executed {
  reply: Reply;
  isKept: boolean;
}

interface Kept {
  fingerprint: string;
  reply: Reply;
  at: number;
}

const lifetimeMs = 24 * 3600 * 1000;

/** Keys as Stripe keeps them: the first finished answer is replayed for 24 hours, whatever it was. */
export const idempotencyKeys = (nowMs: () => number = Date.now) => {
  const kept = new Map<string, Kept>();
  return (key: string | undefined, request: string, execute: () => Executed): Reply => {
    if (key === undefined) return answered(execute).reply;
    const fingerprint = createHash('sha256').update(request).digest('hex');
    const first = kept.get(key);
    if (first && nowMs() - first.at < lifetimeMs) {
      if (first.fingerprint !== fingerprint) {
        const message =
          'Keys for idempotent requests can only be used with the same parameters they were first used with.';
        throw stripeError(400, { type: 'idempotency_error', message });
      }
      return { ...first.reply, headers: { ...first.reply.headers, 'idempotent-replayed': 'true' } };
    }
    const { reply, isKept } = answered(execute);
    if (isKept) kept.set(key, { fingerprint, reply, at: nowMs() });
    return reply;
  };
};

/** A refusal after the execution began, such as a decline, is an answer, too; a refused request is not kept. */
const answered = (execute: () => Executed): Executed => {
  try {
    return execute();
  } catch (error) {
    if (error instanceof Refused) return { reply: error.reply, isKept: error.reply.status === 402 };
    throw error;
  }
};
