import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../observability/logger';
import { blockMaxMs, type RedisClient } from '../../redis/connect';
import { orUnavailable } from '../../redis/replies';
import type { Backfill } from './backfill';
import type { ConsumerGroup } from './consumer-group';
import type { Deliveries } from './deliveries';
import type { Pace } from './pace';
import type { ParkedOrders } from './parked-orders';

/** What a turn of reading needs. */
export interface ReadDependencies {
  /** The key of the stream. */
  stream: string;
  /** A connection for blocking reads. */
  reader: RedisClient;
  group: ConsumerGroup;
  deliveries: Deliveries;
  parked: ParkedOrders;
  backfill: Backfill;
  pace: Pace;
  logger: Logger;
  /** Whether the lease is held and the consumer is not stopping. */
  mayGoOn: () => boolean;
  /** Called after each read that Redis answered. */
  onRead: () => void;
}

const roomPollMs = 5;

/**
 * Reads one partition until the lease is lost, the consumer stops, or entries turn out to be lost: in that order what was
 * lost, what is pending, and what is new. @throws Unavailable
 */
export const readPartition = async (dependencies: ReadDependencies): Promise<void> => {
  await dependencies.parked.load();
  await backfillLost(dependencies);
  // Entries that a crash, a stop or a lost reply left pending are older than all new ones.
  if (await reclaim(dependencies, 0)) await readNew(dependencies);
};

const backfillLost = async ({ group, backfill, mayGoOn, logger }: ReadDependencies): Promise<void> => {
  const count = await group.detectLoss();
  if (count > 0) logger.error({ event: 'entries.lost', count }, 'entries were trimmed before the group got them');
  const since = await group.readLostSince();
  if (since && (await backfill(since, mayGoOn))) await group.clearLost();
};

const readNew = async (dependencies: ReadDependencies): Promise<void> => {
  const { group, deliveries, parked, pace, onRead } = dependencies;
  let reclaimAt = performance.now() + pace.staleMs;
  while (await waitForRoom(dependencies)) {
    if (performance.now() > reclaimAt) {
      if (!(await reclaim(dependencies, pace.staleMs))) return;
      await parked.refresh();
      reclaimAt = performance.now() + pace.staleMs;
    }
    const read = await group.read(pace.readCount);
    if (!read) return;
    onRead();
    deliveries.accept(read.deliveries);
    if (read.deliveries.length < pace.readCount) await waitForEntry(dependencies, read.servedTo);
  }
};

/** Accepts the pending entries again. False: the lease is lost, or entries are, so that the turn must begin again. */
const reclaim = async (dependencies: ReadDependencies, minIdleMs: number): Promise<boolean> => {
  const { group, deliveries, pace, logger } = dependencies;
  let cursor: string | undefined = '0-0';
  while (cursor !== undefined && (await waitForRoom(dependencies))) {
    const page = await group.reclaim({ minIdleMs, cursor, count: pace.readCount });
    if (!page) return false;
    if (page.missing.length > 0) {
      const line = { event: 'entries.lost', entryIds: page.missing };
      logger.error(line, 'entries were trimmed before the group had handled them');
      return false;
    }
    deliveries.accept(page.deliveries);
    cursor = page.cursor === '0-0' ? undefined : page.cursor;
  }
  return true;
};

/** Returns true when there is room for more, false when reading must end. */
const waitForRoom = async ({ deliveries, mayGoOn }: ReadDependencies): Promise<boolean> => {
  while (!deliveries.hasRoom() && mayGoOn()) await delay(roomPollMs);
  return mayGoOn();
};

/** Only waits: the entry itself comes with the next read, which checks the lease. */
const waitForEntry = async ({ reader, stream, pace }: ReadDependencies, servedTo: string): Promise<void> => {
  const blockMs = Math.min(Math.ceil(pace.leaseMs / 3), blockMaxMs);
  await orUnavailable(reader.xread('COUNT', 1, 'BLOCK', blockMs, 'STREAMS', stream, servedTo));
};
