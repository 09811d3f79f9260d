import type { ActorDocument, LogEntry, TimerKind, WorkItem } from '../../domain/actor-document';
import { type Attention, attentionItems, raiseItem, toAttention } from '../../domain/attention';
import { newId, shardKeyOf } from '../../domain/ids';
import type { Envelope, Message } from '../../domain/message';
import { createWorkItem, earliestDueAt, findWorkItem, isOpen } from '../../domain/work-item';
import type { Decision } from '../../machines/decide';
import type { Effect, StockRequest, TimerRequest } from '../../machines/effects';
import { type Audit, appendEntries, type NewEntry } from './audit-log';

/** How long after the message each timer expires, in milliseconds. */
export type Timers = Record<Exclude<TimerKind, 'evidenceWindow'>, number>;

/** The most ignored facts that a document keeps. */
const ignoredMax = 20;

/**
 * Returns the document after a decision: business fields, log, work and inbox, ready for one atomic write. Unchanged
 * members keep their identity, so that the store knows what to write.
 */
export const applyDecision =
  <D extends ActorDocument>(audit: Audit) =>
  (stored: D, decision: Decision<D>, message: Message, timers: Timers): D => {
    const { status, context, effects } = decision;
    const work = workAfter(context.work, effects, message, timers);
    const next: D = {
      ...context,
      status,
      version: stored.version + 1,
      work,
      nextActionAt: work === stored.work ? stored.nextActionAt : earliestDueAt(work),
      inbox: inboxAfter(stored.inbox, effects, message),
      updatedAt: message.time,
    };
    const attention = attentionAfter(stored.attention, effects, work, message.time);
    if (attention !== stored.attention) next.attention = attention;
    const entries = newEntries(stored, decision, message);
    return entries.length === 0 ? next : { ...next, log: appendEntries(audit, stored.log, entries, next) };
  };

/** Returns the document with other work and nothing else decided: after a claim, or when work is over. */
export const withWork = <D extends ActorDocument>(stored: D, work: WorkItem[], now: Date): D => ({
  ...stored,
  version: stored.version + 1,
  work,
  nextActionAt: earliestDueAt(work),
  updatedAt: now,
});

/** Returns the document before its first decision; the first commit makes it version 1. */
export const newDocument = <C extends { _id: string; createdAt: Date }>(
  context: C,
  machineVersion: number,
): C & ActorDocument => ({
  ...context,
  shardKey: shardKeyOf(context._id),
  status: '',
  version: 0,
  machineVersion,
  log: [],
  publishedSeq: 0,
  work: [],
  inbox: { seqs: {}, ignored: [] },
  updatedAt: context.createdAt,
});

type Published = { type: string; data: object };

const newEntries = (stored: ActorDocument, { status, effects }: Decision<unknown>, message: Message): NewEntry[] => {
  const published = effects.flatMap((effect) => (effect.type === 'publish' ? [effect.params] : []));
  const left = (index: number) => {
    const earlier = published[index - 1];
    return earlier ? statusAfter(earlier, status) : stored.status || null;
  };
  return published.map((one, index) => ({
    seq: stored.log.length + index + 1,
    id: newId(),
    type: one.type,
    time: message.time,
    data: { ...one.data },
    ...findCause(stored.work, message),
    commandId: message.commandId,
    before: left(index),
    after: statusAfter(one, status),
  }));
};

/** A decision may pass through a status on its way: an event that names one says which. */
const statusAfter = ({ data }: Published, status: string): string =>
  'status' in data && typeof data.status === 'string' ? data.status : status;

type Cause = Pick<LogEntry, 'actor' | 'reason' | 'traceparent'>;

/** The outcome of work is caused by the actor that requested it, for the reason that it gave. */
const findCause = (work: WorkItem[], message: Message & { workId?: string }): Cause => {
  const asked = message.workId === undefined ? undefined : findWorkItem(work, message.workId);
  const traceparent = message.traceparent ?? asked?.traceparent;
  return {
    actor: asked?.askedBy ?? message.actor,
    ...(asked?.reason !== undefined && { reason: asked.reason }),
    ...(traceparent !== undefined && { traceparent }),
  };
};

const workAfter = (work: WorkItem[], effects: Effect[], message: Envelope, timers: Timers): WorkItem[] =>
  effects.reduce((list, effect) => {
    switch (effect.type) {
      case 'charge':
      case 'capture':
      case 'void':
      case 'refund':
        return addOnce(list, createWorkItem(effect.type, effect.params, message));
      case 'stock':
        return effect.params ? withStockWork(list, effect.params, message) : list;
      case 'schedule':
        return effect.params ? withTimer(list, effect.params, message, timers) : list;
      case 'unschedule':
        return list.filter(({ id }) => id !== (effect.params.id ?? effect.params.timer));
      default:
        return list;
    }
  }, work);

const withTimer = (list: WorkItem[], request: TimerRequest, message: Envelope, timers: Timers): WorkItem[] => {
  const { timer, id = timer } = request;
  return addOnce(list, createWorkItem(timer, { id }, { ...message, dueAt: toDueAt(request, message, timers) }));
};

const toDueAt = ({ timer, dueAt }: TimerRequest, { time }: Envelope, timers: Timers): Date =>
  dueAt ?? new Date(time.getTime() + (timer === 'evidenceWindow' ? 0 : timers[timer]));

/** Adds work on the stock. Shipping or releasing goods replaces a confirmation that is still open. */
const withStockWork = (list: WorkItem[], { id, kind }: StockRequest, message: Envelope): WorkItem[] => {
  const isReplaced = (item: WorkItem) =>
    item.kind === 'confirm' && isOpen(item) && (kind === 'ship' || kind === 'release');
  return addOnce(
    list.filter((item) => !isReplaced(item)),
    createWorkItem(kind, { id }, message),
  );
};

/** Raises and withdraws items; one that is about open work is withdrawn when that is over. */
const attentionAfter = (
  attention: Attention | undefined,
  effects: Effect[],
  work: WorkItem[],
  since: Date,
): Attention | undefined => {
  const before = attentionItems(attention);
  const raised = effects.reduce((items, effect) => {
    if (effect.type === 'needsAttention') return raiseItem(items, { ...effect.params, since });
    return effect.type === 'withdrawAttention' ? items.filter(({ id }) => id !== effect.params.id) : items;
  }, before);
  const isOver = (workId: string): boolean => !work.some((item) => item.id === workId && isOpen(item));
  const open = raised.filter(({ whileOpen }) => whileOpen === undefined || !isOver(whileOpen));
  const isSame = open.length === before.length && open.every((item, at) => item === before[at]);
  return isSame ? attention : toAttention(open);
};

/** Adds a work item unless one with its id exists: the id is derived from its cause. */
const addOnce = (list: WorkItem[], work: WorkItem): WorkItem[] =>
  list.some(({ id }) => id === work.id) ? list : [...list, work];

const inboxAfter = (inbox: ActorDocument['inbox'], effects: Effect[], message: Message): ActorDocument['inbox'] => {
  const { fact, type, time, commandId } = message;
  const isIgnored = effects.some((effect) => effect.type === 'record');
  if (!fact && !isIgnored) return inbox;
  return {
    seqs: fact ? { ...inbox.seqs, [fact.source]: fact.seq } : inbox.seqs,
    ignored: isIgnored ? [...inbox.ignored, { type, time, commandId }].slice(-ignoredMax) : inbox.ignored,
  };
};
