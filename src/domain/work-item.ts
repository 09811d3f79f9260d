import type { Idempotency, WorkItem } from './actor-document';
import type { Envelope } from './message';

/** A piece of work that a machine asks for. `id` is derived from its cause, so that requesting it twice requests it once. */
export interface WorkRequest {
  id: string;
  amountMinor?: number;
  reason?: string;
  /** The gateway's handle of the charge that is captured, voided or refunded, sealed. */
  gatewayRef?: string;
  isDuplicateCharge?: boolean;
  idempotency?: Idempotency;
}

/** Whether the work still has to be done, or its outcome to be found out. */
export const isOpen = ({ state }: WorkItem): boolean => state === 'ready' || state === 'sending' || state === 'unknown';

/** Whether nothing of it can have reached the gateway. */
export const isUnsent = ({ tries }: WorkItem): boolean => tries === 0;

/** Returns the work item of that id, if there is one. */
export const findWorkItem = (work: readonly WorkItem[], id: string): WorkItem | undefined =>
  work.find((one) => one.id === id);

/** Returns the list with one work item changed. */
export const updateWorkItem = (work: readonly WorkItem[], id: string, change: Partial<WorkItem>): WorkItem[] =>
  work.map((one) => (one.id === id ? { ...one, ...change } : one));

/** Returns the list with one work item over: it is no longer due. */
export const closeWorkItem = (work: readonly WorkItem[], id: string, change: Partial<WorkItem>): WorkItem[] =>
  work.map((one) => {
    if (one.id !== id) return one;
    const { dueAt: _over, ...rest } = one;
    return { ...rest, ...change };
  });

/** Creates a work item, due at once unless `dueAt` says otherwise. */
export const createWorkItem = (
  kind: WorkItem['kind'],
  order: WorkRequest,
  { commandId, actor, time, dueAt = time, traceparent }: Envelope & { dueAt?: Date },
): WorkItem => ({
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

/** Returns when the earliest open work is due. */
export const earliestDueAt = (work: readonly WorkItem[]): Date | undefined =>
  work.reduce<Date | undefined>((earliest, { dueAt }) => {
    if (dueAt === undefined) return earliest;
    return earliest === undefined || dueAt < earliest ? dueAt : earliest;
  }, undefined);

/** How many claims the current attempt has had, its own included. */
export const countTriesOfAttempt = ({ tries, firstTry = 1 }: WorkItem): number => tries - firstTry + 1;

/** The list with a new attempt of one piece of work, after the current one was proven absent. It gets a key of its own. */
export const openNextAttempt = (work: readonly WorkItem[], id: string, dueAt: Date): WorkItem[] =>
  work.map((item) => {
    if (item.id !== id) return item;
    const { firstSentAt: _sent, absentSince: _absent, attempt = 1, ...rest } = item;
    return { ...rest, state: 'ready', dueAt, attempt: attempt + 1, firstTry: item.tries + 1 };
  });

/** The work item as it was before its latest claim, under which nothing reached the gateway. */
export const undoClaim = (item: WorkItem): WorkItem => {
  const { claimedBy: _token, firstSentAt, ...rest } = item;
  const isFirstTry = countTriesOfAttempt(item) <= 1;
  return {
    ...rest,
    tries: item.tries - 1,
    state: isFirstTry ? 'ready' : 'unknown',
    ...(!isFirstTry && firstSentAt !== undefined && { firstSentAt }),
  };
};

/** One claim: its token, when it expires, and the claimed work item. */
export interface Claim {
  workId: string;
  token: string;
  now: Date;
  until: Date;
}

/**
 * Claims one work item until a deadline. Returns null when it is over, not due yet, or claimed by another worker. An
 * item that is in `sending` past its deadline has an unknown outcome, because its worker may have sent it.
 */
export const claimWorkItem = (work: readonly WorkItem[], { workId, token, now, until }: Claim): WorkItem[] | null => {
  const one = findWorkItem(work, workId);
  if (!one || !isOpen(one) || (one.dueAt !== undefined && one.dueAt > now)) return null;
  return updateWorkItem(work, workId, {
    state: 'sending',
    claimedBy: token,
    dueAt: until,
    tries: one.tries + 1,
    firstSentAt: one.firstSentAt ?? now,
  });
};
