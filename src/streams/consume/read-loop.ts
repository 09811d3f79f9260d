import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/logger';
import { orUnavailable } from '../redis';
import type { Acknowledger } from './acknowledger';
import type { ConsumerGroup, Delivery } from './consumer-group';
import { type Attempt, attemptOf } from './delivery-attempt';
import { createPerOrderQueue, type PerOrderQueue } from './per-order-queue';

/** How a consumer paces itself. */
export interface Pace {
  /** How long a lease lives without its holder; also how long a crashed holder holds up its partition. */
  leaseMs: number;
  /** Orders handled at once. */
  concurrency: number;
  /** Entries fetched at once; twice as many are held in memory. */
  readCount: number;
  /** Entries that nobody has acknowledged for this long are fetched again. More than twice the slowest handler. */
  staleMs: number;
}

/** What one stretch of reading needs. */
export interface SessionParts {
  /** The stream's key. */
  stream: string;
  /** For blocking reads. */
  reader: Redis;
  group: ConsumerGroup;
  acks: Acknowledger;
  pace: Pace;
  logger: Logger;
  stopping: AbortSignal;
  /** Whether the lease is ours. */
  isHeld: () => boolean;
  /** Handles one entry; answers after how many milliseconds to try it again, or null. */
  attempt: (attempt: Attempt, parked: Set<string>) => Promise<number | null>;
  /** Called after each read that Redis answered. */
  onRead: () => void;
  /** Brings what was trimmed before it was handled to its handler; false when it may not go on to the end. */
  recover: (lostSince: Date, mayGoOn: () => boolean) => Promise<boolean>;
}

interface Session extends SessionParts {
  orders: PerOrderQueue<Attempt>;
  /** The orders that are held back. */
  parked: Set<string>;
}

/** Hands entries to their handlers until the lease is lost or we stop; then waits for those that run. @throws Unavailable */
export const readSession = async (parts: SessionParts): Promise<void> => {
  const parked = await parts.group.listParked();
  // What is not begun any more stays pending, for whoever reads next.
  const run = async (attempt: Attempt) => (mayGoOn(parts) ? parts.attempt(attempt, parked) : null);
  const orders = createPerOrderQueue({ concurrency: parts.pace.concurrency, run });
  const session = { ...parts, orders, parked };
  try {
    await recoverLost(parts);
    // What a crash, a stop or a lost reply left behind is older than all that is new: it comes first.
    if (await reclaim(session, 0)) await readOn(session);
  } finally {
    await orders.close();
  }
};

/** What was trimmed is older than what is still there: it comes before everything. */
const recoverLost = async (parts: SessionParts): Promise<void> => {
  const since = await parts.group.readLostSince();
  if (since && (await parts.recover(since, () => mayGoOn(parts)))) await parts.group.clearLost();
};

const readOn = async (session: Session): Promise<void> => {
  const { group, pace, onRead } = session;
  let reclaimAt = performance.now() + pace.staleMs;
  while (await hasRoom(session)) {
    if (performance.now() > reclaimAt) {
      if (!(await reclaim(session, pace.staleMs))) return;
      await refreshParked(session);
      reclaimAt = performance.now() + pace.staleMs;
    }
    const read = await group.read(pace.readCount);
    if (!read) return;
    onRead();
    take(session, read.deliveries);
    if (read.deliveries.length < pace.readCount) await waitForMore(session, read.servedTo);
  }
};

/** False: the lease is lost, or entries are, so that the session has to begin again. */
const reclaim = async (session: Session, minIdleMs: number): Promise<boolean> => {
  const { group, pace, logger } = session;
  let cursor: string | undefined = '0-0';
  while (cursor !== undefined && (await hasRoom(session))) {
    const page = await group.reclaim({ minIdleMs, cursor, count: pace.readCount });
    if (!page) return false;
    if (page.missing.length > 0) {
      logger.error({ entryIds: page.missing }, 'Events were trimmed before they were handled');
      return false;
    }
    take(session, page.deliveries);
    cursor = page.cursor === '0-0' ? undefined : page.cursor;
  }
  return true;
};

const take = ({ orders, acks }: Session, deliveries: Delivery[]): void => {
  for (const delivery of deliveries) {
    const { entryId } = delivery;
    if (!orders.has(entryId) && !acks.has(entryId)) orders.push(attemptOf(delivery));
  }
};

/** Waits until there is room for more; false when we are to read no more. */
const hasRoom = async (session: Session): Promise<boolean> => {
  while (session.orders.size() >= 2 * session.pace.readCount && mayGoOn(session)) await delay(5);
  return mayGoOn(session);
};

const mayGoOn = ({ isHeld, stopping }: SessionParts): boolean => isHeld() && !stopping.aborted;

/** Only wakes us up: the entry itself comes with the next read, which checks the lease. */
const waitForMore = async ({ reader, stream, pace }: Session, servedTo: string): Promise<void> => {
  const blockMs = Math.ceil(pace.leaseMs / 3);
  await orUnavailable(reader.xread('COUNT', 1, 'BLOCK', blockMs, 'STREAMS', stream, servedTo));
};

/** An operator may have released an order, through any process. Takes out only: those parked meanwhile are not in the reply. */
const refreshParked = async ({ group, parked }: Session): Promise<void> => {
  const before = [...parked];
  const now = await group.listParked();
  for (const subject of before) if (!now.has(subject)) parked.delete(subject);
};
