import { randomUUID } from 'node:crypto';
import type { ActorDocument } from '../domain/actor-document';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { ActorStore } from '../ports/stores';
import {
  type LossWindow,
  type RedisHeartbeat,
  type StreamEpoch,
  type StreamEpochStore,
  trustBefore,
} from '../ports/stream-epoch';
import type { EventStream } from '../ports/streams';
import { type LogRun, publishRuns, toRun } from './publish-runs';

export interface RecoveryDependencies<D extends ActorDocument> {
  epochs: StreamEpochStore;
  heartbeat: RedisHeartbeat;
  stream: EventStream;
  /** The keys of the stream's partitions, and the one that an order belongs to. */
  keys: string[];
  keyOf: (subject: string) => string;
  store: Pick<ActorStore<D>, 'missingSince' | 'notePublished'>;
  subjectOf: (document: D) => string;
  logger: Logger;
  /** A partition is published again. */
  onLoss: (key: string) => void;
}

/** The clocks of two members of MongoDB may differ by this. */
const marginMs = 60_000;

type Recovering = StreamEpoch & Required<Pick<StreamEpoch, 'recovery'>>;

/**
 * Creates the check of Redis: whether a partition has lost data, or is another server than before. Then one process
 * publishes again, from the logs, what may be missing. If it dies, another process starts from the beginning.
 */
export const createRecovery = <D extends ActorDocument>(parts: RecoveryDependencies<D>): (() => Promise<void>) => {
  const token = randomUUID();
  const seen = new Map<string, Pick<StreamEpoch, 'epoch' | 'heartbeat'>>();

  const examine = async (key: string): Promise<Recovering | null> => {
    const stored = await parts.epochs.touch(key, seen.get(key));
    if (stored?.recovery && stored.recovery.token !== token && stored.recovery.until > stored.now) return null;
    // While something is missing the heartbeat must stay where it is: it says up to when nothing is.
    const isWhole = stored !== null && !stored.recovery;
    const reply = await parts.heartbeat.send(stored ?? unknown(key), isWhole ? stored.now : new Date(0));
    if (isWhole && reply.isIntact) {
      seen.set(key, { epoch: stored.epoch, heartbeat: stored.now });
      return null;
    }
    const gap = wider(stored?.recovery, reply.isIntact ? undefined : gapAfter(reply.heartbeat, stored));
    const next = { _id: key, epoch: randomUUID(), server: reply.server, token, ...gap };
    return (await parts.epochs.begin(stored, next)) as Recovering | null;
  };

  return () =>
    unlessRedisIsAway(parts.logger, async () => {
      const epochs = (await Promise.all(parts.keys.map(examine))).filter((stored) => stored !== null);
      if (epochs.length > 0) await recover(parts, new Map(epochs.map((stored) => [stored._id, stored])));
    });
};

const unknown = (key: string) => ({ _id: key, epoch: '', heartbeat: new Date(0), server: '' });

/** Without a heartbeat Redis is empty: it misses all that it held. */
const gapAfter = (heartbeat: Date | null, stored: StreamEpoch | null): LossWindow => {
  const heldFrom = heartbeat ?? stored?.trimmedTo;
  const since = new Date(Math.max(0, (heldFrom?.getTime() ?? 0) - marginMs));
  return { since, trustBefore: heartbeat ? trustBefore(since) : new Date(0) };
};

/** A recovery that was not finished stays to be done, whatever was lost on top of it. */
const wider = (one: LossWindow | undefined, other: LossWindow | undefined): LossWindow => {
  const gaps = [one, other].filter((gap) => gap !== undefined);
  const earliest = (dates: Date[]): Date => new Date(Math.min(...dates.map((date) => date.getTime())));
  return {
    since: earliest(gaps.map(({ since }) => since)),
    trustBefore: earliest(gaps.map((gap) => gap.trustBefore)),
  };
};

const recover = async <D extends ActorDocument>(
  parts: RecoveryDependencies<D>,
  epochs: Map<string, Recovering>,
): Promise<void> => {
  const { epochs: store, heartbeat, logger } = parts;
  const all = [...epochs.values()];
  for (const { _id, recovery: gap } of all) {
    parts.onLoss(_id);
    logger.warn(
      { event: 'redis.data_lost', stream: _id, since: gap.since },
      'Redis may have lost events: they are published again',
    );
  }
  // From here on, a process that does not know of the loss can no longer publish.
  await Promise.all(all.map((stored) => heartbeat.beginEpoch(stored)));
  const since = new Date(Math.min(...all.map(({ recovery: gap }) => gap.since.getTime())));
  let count = 0;
  for await (const documents of parts.store.missingSince(since)) {
    count += await publishAgain(parts, epochs, documents);
    const isOurs = await Promise.all(all.map(({ _id, recovery: { token } }) => store.extend(_id, token)));
    if (isOurs.includes(false)) return;
  }
  await Promise.all(all.map(({ _id, recovery: { token } }) => store.finish(_id, token)));
  logger.warn(
    { event: 'redis.recovered', streams: [...epochs.keys()], documents: count },
    'Redis has all events again',
  );
};

const publishAgain = async <D extends ActorDocument>(
  { stream, store, subjectOf, keyOf }: RecoveryDependencies<D>,
  epochs: Map<string, Recovering>,
  documents: D[],
): Promise<number> => {
  const runs = documents.flatMap((document) => {
    const subject = subjectOf(document);
    const stored = epochs.get(keyOf(subject));
    return stored ? [missingRun(document, subject, stored.recovery)] : [];
  });
  const last = await publishRuns(stream, runs);
  const unpublished = new Set(documents.filter((one) => one.unpublishedSince).map(({ _id }) => _id));
  runs.forEach(({ id }, index) => {
    if (unpublished.has(id)) store.notePublished(id, last[index] ?? 0);
  });
  return runs.length;
};

/** The whole log, but for what is older than Redis remembers. */
const missingRun = (document: ActorDocument, subject: string, gap: LossWindow): LogRun => {
  const young = document.log.findIndex(({ time }) => time >= gap.trustBefore);
  return toRun(document, subject, young === -1 ? document.publishedSeq : Math.min(young, document.publishedSeq));
};

/** An outage of Redis is logged by its connection; the next run checks again. */
const unlessRedisIsAway = async (logger: Logger, run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    logger.debug({ event: 'redis.check_postponed', err: error }, 'Redis could not be checked; the next run retries');
  }
};
