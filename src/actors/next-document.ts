import { newId } from '../domain/ids';
import type { ActorDocument, LogEntry, TimerKind, Work } from '../machines/actor-document';
import type { Decision } from '../machines/decide';
import type { Effect } from '../machines/effects';
import type { Envelope, Message } from '../machines/messages';
import { newWork, nextActionAt } from '../machines/work';

/** How long after the message each timer rings, in milliseconds. */
export type Timers = Record<TimerKind, number>;

/** As many unwanted facts as a document remembers. */
const ignoredMax = 20;

/**
 * The document after a decision: business fields, log, work and inbox in one piece, ready for one atomic write.
 * Unchanged members keep their identity, so that the store can tell what to write.
 */
export const nextDocument = <D extends ActorDocument>(
  stored: D,
  { status, context, effects }: Decision<D>,
  message: Message,
  timers: Timers,
): D => {
  const work = workAfter(context.work, effects, message, timers);
  const next: D = {
    ...context,
    status,
    version: stored.version + 1,
    log: logAfter(stored.log, effects, message),
    work,
    nextActionAt: work === stored.work ? stored.nextActionAt : nextActionAt(work),
    inbox: inboxAfter(stored.inbox, effects, message),
    updatedAt: message.time,
  };
  const reason = effects.find((effect) => effect.type === 'attend')?.params.reason;
  return reason === undefined ? next : { ...next, attention: { reason, since: message.time } };
};

/** The document with other work and nothing else decided: a claim, or work that is over. */
export const withWork = <D extends ActorDocument>(stored: D, work: Work[], now: Date): D => ({
  ...stored,
  version: stored.version + 1,
  work,
  nextActionAt: nextActionAt(work),
  updatedAt: now,
});

/** The document before its first decision: nothing has happened, and the first commit makes it version 1. */
export const unwritten = <C extends { _id: string; createdAt: Date }>(
  context: C,
  machineVersion: number,
): C & ActorDocument => ({
  ...context,
  status: '',
  version: 0,
  machineVersion,
  log: [],
  publishedSeq: 0,
  work: [],
  inbox: { seqs: {}, ignored: [] },
  updatedAt: context.createdAt,
});

const logAfter = (log: LogEntry[], effects: Effect[], message: Message): LogEntry[] => {
  const published = effects.filter((effect) => effect.type === 'publish');
  if (published.length === 0) return log;
  return [...log, ...published.map(({ params }, index) => asEntry(params, log.length + index + 1, message))];
};

const asEntry = ({ type, data }: { type: string; data: object }, seq: number, message: Envelope): LogEntry => ({
  seq,
  id: newId(),
  type,
  time: message.time,
  data: { ...data },
  actor: message.actor,
  commandId: message.commandId,
  ...(message.traceparent !== undefined && { traceparent: message.traceparent }),
});

const workAfter = (work: Work[], effects: Effect[], message: Envelope, timers: Timers): Work[] =>
  effects.reduce((list, effect) => {
    switch (effect.type) {
      case 'charge':
      case 'capture':
      case 'void':
      case 'refund':
      case 'release':
        return including(list, newWork(effect.type, effect.params, message));
      case 'schedule': {
        const dueAt = new Date(message.time.getTime() + timers[effect.params.timer]);
        return including(list, newWork(effect.params.timer, { id: effect.params.timer }, { ...message, dueAt }));
      }
      case 'unschedule':
        return list.filter(({ id }) => id !== effect.params.timer);
      default:
        return list;
    }
  }, work);

/** Asking twice is asking once: the id says what the work is for. */
const including = (list: Work[], work: Work): Work[] =>
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
