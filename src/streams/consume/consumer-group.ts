import type { RedisClient } from '../../redis/connect';
import { orUnavailable, readMember } from '../../redis/replies';
import { script } from '../../redis/script';
import { byAge, timeOf } from '../entries';
import type { Fields } from '../stream-entry';
import type { StreamKeys } from '../stream-keys';
import {
  acknowledgeLua,
  countDeliveryLua,
  createLua,
  deadLetterLua,
  detectLossLua,
  readLua,
  reclaimLua,
} from './consumer-group.lua';

/** An entry as it was delivered; `deliveries` counts the times that a handler got it and failed, plus one. */
export interface Delivery {
  entryId: string;
  fields: Fields;
  deliveries: number;
}

/** The entries of a read, and up to where the group has been served. */
export interface Read {
  servedTo: string;
  deliveries: Delivery[];
}

/** A page of pending entries; `missing` were trimmed before they were handled. */
export interface Reclaimed {
  cursor: string;
  deliveries: Delivery[];
  missing: string[];
}

/**
 * How far a group is behind, in entries; `undelivered` is null when Redis cannot tell. `oldestMs` is the age of the oldest
 * entry that is not handled, 0 when there is none.
 */
export interface Lag {
  undelivered: number | null;
  pending: number;
  parked: number;
  oldestMs: number;
}

/** One consumer group on one partition. @throws Unavailable from every function when Redis does not answer */
export interface ConsumerGroup {
  /** Creates the group unless it exists: where it was, or at the stream's beginning. */
  create: () => Promise<void>;
  /** Reads new entries. Null: the lease is lost. */
  read: (count: number) => Promise<Read | null>;
  /** Reads entries that were delivered but not acknowledged for `minIdleMs`. Null: the lease is lost. */
  reclaim: (page: { minIdleMs: number; cursor: string; count: number }) => Promise<Reclaimed | null>;
  acknowledge: (entryIds: string[]) => Promise<void>;
  /** Stores how often the pending entry was delivered, so that the count survives this process. */
  countDelivery: (delivery: Delivery) => Promise<void>;
  /**
   * Moves the entry out of the group into the dead letter; `park` names the order to park. False: the entry is
   * acknowledged already. Null: the lease is lost, and the entry stays pending.
   */
  deadLetter: (delivery: Delivery, letter: { fields: Fields; park?: string }) => Promise<boolean | null>;
  listParked: () => Promise<Set<string>>;
  /** Looks for entries that were trimmed before they were delivered; returns their number. */
  detectLoss: () => Promise<number>;
  /** Returns since when entries were trimmed before they were handled, if any were. */
  readLostSince: () => Promise<Date | undefined>;
  /** Notes that the lost entries were backfilled. */
  clearLost: () => Promise<void>;
  lag: () => Promise<Lag>;
}

interface GroupParts {
  redis: RedisClient;
  keys: StreamKeys;
  name: string;
  /** The token of the lease under which we read. */
  token: string;
}

// A group that reads and acknowledges is what frees memory when it is full.
const allowOom = true;
const createScript = script(createLua, { allowOom });
const detectLossScript = script(detectLossLua, { allowOom });
const acknowledgeScript = script(acknowledgeLua, { allowOom });
const readScript = script(readLua, { allowOom });
const reclaimScript = script(reclaimLua, { allowOom });
const countDeliveryScript = script(countDeliveryLua, { allowOom });
const deadLetterScript = script(deadLetterLua);

/** Lua cannot pass on more arguments in one call. */
const letterFieldsMax = 4_000;

/** Creates the group `name` on one partition. All processes share one consumer name, so that no unused names pile up. */
export const createConsumerGroup = ({ redis, keys, name, token }: GroupParts): ConsumerGroup => {
  const { stream } = keys;
  const leased = [stream, keys.lease(name)];
  const parked = keys.parked(name);
  const buried = [keys.deadLetter, parked, keys.letters(name), keys.letterGroups];
  const lost = keys.lost(name);
  const position = keys.position(name);
  return {
    create: async () => {
      await createScript(redis, [stream, position], [name]);
    },

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
      await countDeliveryScript(redis, [stream], [name, name, entryId, deliveries]);
    },

    deadLetter: async ({ entryId }, { fields, park = '' }) => {
      const args = [token, name, entryId, park, ...fields.slice(-letterFieldsMax)];
      const reply = (await deadLetterScript(redis, [...leased, ...buried], args)) as number | null;
      return reply === null ? null : reply === 1;
    },

    listParked: async () => new Set(await orUnavailable(redis.smembers(parked))),

    detectLoss: async () => Number(await detectLossScript(redis, [stream, lost], [name])),

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
