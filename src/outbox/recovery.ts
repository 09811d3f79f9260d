import { randomUUID } from 'node:crypto';
import type { ActorDocument } from '../domain/actor-document';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { ActorStore } from '../ports/stores';
import { type Gap, type Life, type LifeStore, type Pulse, trustBefore } from '../ports/stream-epoch';
import type { EventStream } from '../ports/streams';
import { publishRuns, type RunOfLog, runFrom } from './publish-runs';

export interface RecoveryParts<D extends ActorDocument> {
  lives: LifeStore;
  pulse: Pulse;
  stream: EventStream;
  /** The keys of the stream's partitions, and the one that an order belongs to. */
  keys: string[];
  keyOf: (subject: string) => string;
  store: Pick<ActorStore<D>, 'missingSince' | 'published'>;
  subjectOf: (document: D) => string;
  logger: Logger;
  /** A partition is published again. */
  lost: (key: string) => void;
}

/** The clocks of two members of MongoDB may differ by this. */
const marginMs = 60_000;

type Recovering = Life & Required<Pick<Life, 'recovery'>>;

/**
 * One look at the Redis of each partition: has it lost something, or is it another server than before? Then what it may
 * miss is published again from the logs, by one process. Who stops in the middle is followed by another, from the start.
 */
export const recovery = <D extends ActorDocument>(parts: RecoveryParts<D>): (() => Promise<void>) => {
  const token = randomUUID();
  const seen = new Map<string, Pick<Life, 'epoch' | 'beat'>>();

  const examine = async (key: string): Promise<Recovering | null> => {
    const life = await parts.lives.tick(key, seen.get(key));
    if (life?.recovery && life.recovery.token !== token && life.recovery.until > life.now) return null;
    // While something is missing the beat must stay where it is: it says up to when nothing is.
    const isWhole = life !== null && !life.recovery;
    const pulse = await parts.pulse.beat(life ?? unknown(key), isWhole ? life.now : new Date(0));
    if (isWhole && pulse.isSound) {
      seen.set(key, { epoch: life.epoch, beat: life.now });
      return null;
    }
    const gap = wider(life?.recovery, pulse.isSound ? undefined : gapAfter(pulse.beat, life));
    const next = { _id: key, epoch: randomUUID(), server: pulse.server, token, ...gap };
    return (await parts.lives.begin(life, next)) as Recovering | null;
  };

  return () =>
    unlessRedisIsAway(parts.logger, async () => {
      const lives = (await Promise.all(parts.keys.map(examine))).filter((life) => life !== null);
      if (lives.length > 0) await recover(parts, new Map(lives.map((life) => [life._id, life])));
    });
};

const unknown = (key: string) => ({ _id: key, epoch: '', beat: new Date(0), server: '' });

/** Without a beat Redis is empty: it misses all that it held. */
const gapAfter = (beat: Date | null, life: Life | null): Gap => {
  const heldFrom = beat ?? life?.trimmedTo;
  const since = new Date(Math.max(0, (heldFrom?.getTime() ?? 0) - marginMs));
  return { since, trustBefore: beat ? trustBefore(since) : new Date(0) };
};

/** A recovery that was not finished stays to be done, whatever was lost on top of it. */
const wider = (one: Gap | undefined, other: Gap | undefined): Gap => {
  const gaps = [one, other].filter((gap) => gap !== undefined);
  const earliest = (dates: Date[]): Date => new Date(Math.min(...dates.map((date) => date.getTime())));
  return {
    since: earliest(gaps.map(({ since }) => since)),
    trustBefore: earliest(gaps.map((gap) => gap.trustBefore)),
  };
};

const recover = async <D extends ActorDocument>(
  parts: RecoveryParts<D>,
  lives: Map<string, Recovering>,
): Promise<void> => {
  const { lives: store, pulse, logger } = parts;
  const all = [...lives.values()];
  for (const { _id, recovery: gap } of all) {
    parts.lost(_id);
    logger.warn({ stream: _id, since: gap.since }, 'Redis may have lost events: they are published again');
  }
  // From here on nothing is published any more by those who have not heard of the loss.
  await Promise.all(all.map((life) => pulse.begin(life)));
  const since = new Date(Math.min(...all.map(({ recovery: gap }) => gap.since.getTime())));
  let count = 0;
  for await (const documents of parts.store.missingSince(since)) {
    count += await publishAgain(parts, lives, documents);
    const isOurs = await Promise.all(all.map(({ _id, recovery: { token } }) => store.extend(_id, token)));
    if (isOurs.includes(false)) return;
  }
  await Promise.all(all.map(({ _id, recovery: { token } }) => store.finish(_id, token)));
  logger.warn({ streams: [...lives.keys()], documents: count }, 'Redis has all events again');
};

const publishAgain = async <D extends ActorDocument>(
  { stream, store, subjectOf, keyOf }: RecoveryParts<D>,
  lives: Map<string, Recovering>,
  documents: D[],
): Promise<number> => {
  const runs = documents.flatMap((document) => {
    const subject = subjectOf(document);
    const life = lives.get(keyOf(subject));
    return life ? [missingRun(document, subject, life.recovery)] : [];
  });
  const last = await publishRuns(stream, runs);
  const unpublished = new Set(documents.filter((one) => one.unpublishedSince).map(({ _id }) => _id));
  runs.forEach(({ id }, index) => {
    if (unpublished.has(id)) store.published(id, last[index] ?? 0);
  });
  return runs.length;
};

/** The whole log, but for what is older than Redis remembers. */
const missingRun = (document: ActorDocument, subject: string, gap: Gap): RunOfLog => {
  const young = document.log.findIndex(({ time }) => time >= gap.trustBefore);
  return runFrom(document, subject, young === -1 ? document.publishedSeq : Math.min(young, document.publishedSeq));
};

/** It is looked at again soon; that it is away is told by its connection. */
const unlessRedisIsAway = async (logger: Logger, run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    logger.debug({ err: error }, 'Redis is looked at later');
  }
};
