import type { Work } from './actor-document';
import type { Envelope } from './message';

/** A piece of work that a machine asks for. `id` is derived from its cause, so that asking twice is asking once. */
export interface WorkOrder {
  id: string;
  amountMinor?: number;
  reason?: string;
  /** The gateway's handle of the charge that is captured, voided or refunded, sealed. */
  gatewayRef?: string;
  isStray?: boolean;
}

/** Work that somebody still has to do, or to find out about. */
export const isOpen = ({ state }: Work): boolean => state === 'ready' || state === 'sending' || state === 'unknown';

/** Nothing of it can have reached the gateway. */
export const isUnsent = ({ tries }: Work): boolean => tries === 0;

/** The work of that id, if there is any. */
export const workOf = (work: readonly Work[], id: string): Work | undefined => work.find((one) => one.id === id);

/** The list with one piece of work changed. */
export const changed = (work: readonly Work[], id: string, change: Partial<Work>): Work[] =>
  work.map((one) => (one.id === id ? { ...one, ...change } : one));

/** The list with one piece of work over: it is not due any more. */
export const closed = (work: readonly Work[], id: string, change: Partial<Work>): Work[] =>
  work.map((one) => {
    if (one.id !== id) return one;
    const { dueAt: _over, ...rest } = one;
    return { ...rest, ...change };
  });

/** A new piece of work, due at once unless `dueAt` says otherwise. */
export const newWork = (
  kind: Work['kind'],
  order: WorkOrder,
  { commandId, actor, time, dueAt = time, traceparent }: Envelope & { dueAt?: Date },
): Work => ({
  kind,
  state: 'ready',
  dueAt,
  createdAt: time,
  commandId,
  askedBy: actor,
  tries: 0,
  ...(traceparent !== undefined && { traceparent }),
  ...order,
});

/** When the earliest open work is due. */
export const nextActionAt = (work: readonly Work[]): Date | undefined =>
  work.reduce<Date | undefined>((earliest, { dueAt }) => {
    if (dueAt === undefined) return earliest;
    return earliest === undefined || dueAt < earliest ? dueAt : earliest;
  }, undefined);

/** One claim: whose it is, when it ends by itself, and what is claimed. */
export interface Claim {
  workId: string;
  token: string;
  now: Date;
  until: Date;
}

/**
 * Takes one piece of work until a deadline. Null when there is nothing to take: it is over, not due yet, or somebody
 * has it. What was left in `sending` past its deadline has an unknown outcome, because its worker may have sent it.
 */
export const claimed = (work: readonly Work[], { workId, token, now, until }: Claim): Work[] | null => {
  const one = workOf(work, workId);
  if (!one || !isOpen(one) || (one.dueAt !== undefined && one.dueAt > now)) return null;
  return changed(work, workId, {
    state: 'sending',
    claimedBy: token,
    dueAt: until,
    tries: one.tries + 1,
    firstSentAt: one.firstSentAt ?? now,
  });
};
