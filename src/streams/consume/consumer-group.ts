import type { Redis } from 'ioredis';
import { byAge, timeOf } from '../entries';
import { orUnavailable, readMember } from '../redis';
import { script } from '../script';
import type { Fields } from '../stream-entry';
import type { StreamKeys } from '../stream-keys';
import { acknowledgeLua, createLua, deadLetterLua, readLua, reclaimLua } from './consumer-group.lua';

/** An entry as it was delivered; `deliveries` counts the times that a handler got it and failed, plus one. */
export interface Delivery {
  entryId: string;
  fields: Fields;
  deliveries: number;
}

/** What a read brought, and up to where the group has been served. */
export interface Read {
  servedTo: string;
  deliveries: Delivery[];
}

/** A page of what is pending; `missing` are entries that were trimmed away before they were handled. */
export interface Reclaimed {
  cursor: string;
  deliveries: Delivery[];
  missing: string[];
}

/**
 * How far a group is behind, in entries; `undelivered` is null when Redis does not know. `oldestMs` is for how long its
 * oldest entry has been in the stream without being handled, 0 when there is none.
 */
export interface Lag {
  undelivered: number | null;
  pending: number;
  parked: number;
  oldestMs: number;
}

/** One consumer group on one partition. All of it @throws Unavailable when Redis does not answer. */
export interface ConsumerGroup {
  /** Creates the group unless it exists: where it was, or at the stream's beginning. */
  create: () => Promise<void>;
  /** What is new. Null: the lease is lost. */
  read: (count: number) => Promise<Read | null>;
  /** What was delivered but not acknowledged for `minIdleMs`. Null: the lease is lost. */
  reclaim: (page: { minIdleMs: number; cursor: string; count: number }) => Promise<Reclaimed | null>;
  acknowledge: (entryIds: string[]) => Promise<void>;
  /** Keeps with the pending entry, so that it survives us, how often it was delivered. */
  countDelivery: (delivery: Delivery) => Promise<void>;
  /**
   * Moves the entry out of the group into the dead letter; `park` names the order to park. False: the entry is
   * acknowledged already. Null: the lease is lost, and the entry stays pending.
   */
  deadLetter: (delivery: Delivery, letter: { fields: Fields; park?: string }) => Promise<boolean | null>;
  listParked: () => Promise<Set<string>>;
  /** Since when entries were trimmed away before they were handled, if any were. */
  readLostSince: () => Promise<Date | undefined>;
  /** They were handled from elsewhere. */
  clearLost: () => Promise<void>;
  lag: () => Promise<Lag>;
}

interface GroupParts {
  redis: Redis;
  keys: StreamKeys;
  name: string;
  /** The token of the lease under which we read. */
  token: string;
}

const createScript = script(createLua);
const acknowledgeScript = script(acknowledgeLua);
const readScript = script(readLua);
const reclaimScript = script(reclaimLua);
const deadLetterScript = script(deadLetterLua);

/** Within what Lua can pass on in one call. */
const letterFieldsMax = 4_000;

/** The group `name` on one partition. One consumer name for all processes: the lease says who it is, and no dead names pile up. */
export const createConsumerGroup = ({ redis, keys, name, token }: GroupParts): ConsumerGroup => {
  const { stream, deadLetter } = keys;
  const leased = [stream, keys.lease(name)];
  const parked = keys.parked(name);
  const lost = keys.lost(name);
  const position = keys.position(name);
  return {
    create: () =>
      createScript(redis, [stream, position], [name]).then(ignore, (error: unknown) => {
        if (!isGroupThere(error)) throw error;
      }),

    read: async (count) => {
      const reply = (await readScript(redis, leased, [token, name, name, count])) as ReadReply | null;
      if (!reply) return null;
      const [servedTo, entries] = reply;
      return { servedTo, deliveries: entries.map(([entryId, fields]) => ({ entryId, fields, deliveries: 1 })) };
    },

    reclaim: async ({ minIdleMs, cursor, count }) => {
      const args = [token, name, name, minIdleMs, cursor, count];
      const reply = (await reclaimScript(redis, [...leased, lost], args)) as ReclaimReply | null;
      if (!reply) return null;
      const [next, entries, missing] = reply;
      const deliveries = entries.map(([entryId, fields, times]) => ({ entryId, fields, deliveries: times }));
      return { cursor: next, deliveries, missing };
    },

    acknowledge: async (entryIds) => {
      await acknowledgeScript(redis, [stream, position], [name, ...entryIds.toSorted(byAge)]);
    },

    countDelivery: async ({ entryId, deliveries }) => {
      await orUnavailable(redis.xclaim(stream, name, name, 0, entryId, 'RETRYCOUNT', deliveries, 'JUSTID'));
    },

    deadLetter: async ({ entryId }, { fields, park = '' }) => {
      const args = [token, name, entryId, park, ...fields.slice(-letterFieldsMax)];
      const reply = (await deadLetterScript(redis, [...leased, deadLetter, parked], args)) as number | null;
      return reply === null ? null : reply === 1;
    },

    listParked: async () => new Set(await orUnavailable(redis.smembers(parked))),

    readLostSince: async () => {
      const oldest = await orUnavailable(redis.get(lost));
      return oldest === null ? undefined : new Date(timeOf(oldest));
    },

    clearLost: async () => {
      await orUnavailable(redis.del(lost));
    },

    lag: async () => {
      const groups = (await orUnavailable(redis.xinfo('GROUPS', stream))) as unknown[][];
      const found = groups.find((one) => readMember(one, 'name') === name);
      if (!found) return { undelivered: null, pending: 0, parked: 0, oldestMs: 0 };
      const [pending, undelivered] = [readMember(found, 'pending'), readMember(found, 'lag')];
      const [held] = (await orUnavailable(redis.xpending(stream, name, '-', '+', 1))) as [string][];
      const [next] = await orUnavailable(
        redis.xrange(stream, `(${String(readMember(found, 'last-delivered-id'))}`, '+', 'COUNT', 1),
      );
      const oldest = held?.[0] ?? next?.[0];
      return {
        undelivered: typeof undelivered === 'number' ? undelivered : null,
        pending: typeof pending === 'number' ? pending : 0,
        parked: await orUnavailable(redis.scard(parked)),
        oldestMs: oldest === undefined ? 0 : Math.max(0, Date.now() - timeOf(oldest)),
      };
    },
  };
};

type ReadReply = [string, [string, Fields][]];
type ReclaimReply = [string, [string, Fields, number][], string[]];

const isGroupThere = (error: unknown): boolean => error instanceof Error && error.message.startsWith('BUSYGROUP');

const ignore = (): void => {};
