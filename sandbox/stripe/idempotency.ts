import { createHash } from 'node:crypto';
import type { Journal } from '../journal';
import { Refused } from '../request';
import { stripeError } from './stripe-objects';

/** What is answered. */
export interface Reply {
  status: number;
  body: object;
  isReplayed?: boolean;
}

/** What became of an execution: its answer, and whether it began, so that the answer is kept. */
export interface Executed {
  reply: Reply;
  isKept: boolean;
}

/** The first answer to a key. */
export interface Kept {
  key: string;
  fingerprint: string;
  reply: Reply;
  at: number;
}

/** Keys as Stripe keeps them: the first finished answer is replayed as long as `lifetimeMs` says, whatever it was. */
export const idempotencyKeys = (journal: Journal<Kept>, lifetimeMs: () => number) => {
  const kept = new Map(journal.values.map((one) => [one.key, one]));
  return (key: string | undefined, request: string, execute: () => Executed): Reply => {
    if (key === undefined) return answered(execute).reply;
    const fingerprint = createHash('sha256').update(request).digest('hex');
    const first = kept.get(key);
    if (first && Date.now() - first.at < lifetimeMs()) return replayed(first, fingerprint);

    const { reply, isKept } = answered(execute);
    // As it was: the object that was answered goes on changing.
    const answer = { key, fingerprint, reply: structuredClone(reply), at: Date.now() };
    if (isKept) {
      kept.set(key, answer);
      journal.append(answer);
    }
    return reply;
  };
};

const replayed = (first: Kept, fingerprint: string): Reply => {
  if (first.fingerprint === fingerprint) return { ...first.reply, isReplayed: true };
  const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
  throw stripeError(400, { type: 'idempotency_error', message });
};

/** A refusal after the execution began, such as a decline, is an answer, too; a refused request is not kept. */
const answered = (execute: () => Executed): Executed => {
  try {
    return execute();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, body } = error;
    return { reply: { status, body }, isKept: status === 402 };
  }
};
