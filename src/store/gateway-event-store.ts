import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import type { GatewayEventStore, StoredGatewayEvent } from '../ports/stores';
import { createGroupCommit } from './documents/group-commit';
import { isDuplicateKey, orUnavailable } from './mongo-errors';

/** An event as it lies in the database; its id is the gateway's. */
export type GatewayEventDocument = Omit<StoredGatewayEvent, 'id'> & { _id: string; claim?: string };

/** Up to when the gateway's list of events was read, and until when a process may read it. */
export interface Cursor {
  _id: string;
  at: Date;
  claimedUntil?: Date;
}

const cursorId = 'gateway-events';

/** Stores gateway events in one MongoDB collection. @throws Unavailable `database` from every function */
export const createGatewayEventStore = (
  collection: mongo.Collection<GatewayEventDocument>,
  cursors: mongo.Collection<Cursor>,
): GatewayEventStore => {
  const submit = createGroupCommit<GatewayEventDocument>((writes) => collection.bulkWrite(writes, { ordered: false }));
  return {
    keep: ({ id, ...event }) => submit({ insertOne: { document: { _id: id, ...event, state: 'waiting' } } }),
    finish: async (id, state) => {
      const update = { $set: { state }, $unset: { lookAt: '' as const, claim: '' as const } };
      await submit({ updateOne: { filter: { _id: id }, update } });
    },
    postpone: async (id, lookAt) => {
      const update = { $set: { lookAt }, $inc: { looks: 1 }, $unset: { claim: '' as const } };
      await submit({ updateOne: { filter: { _id: id, state: 'waiting' }, update } });
    },
    claimDue: async (now, until, limit) => {
      const due = { state: 'waiting' as const, lookAt: { $lte: now } };
      const options = { sort: { lookAt: 1 }, limit, projection: { _id: 1 } } as const;
      const ids = (await orUnavailable(collection.find(due, options).toArray())).map(({ _id }) => _id);
      if (ids.length === 0) return [];
      const claim = randomUUID();
      await orUnavailable(collection.updateMany({ _id: { $in: ids }, ...due }, { $set: { claim, lookAt: until } }));
      const claimed = await orUnavailable(collection.find({ _id: { $in: ids }, claim }).toArray());
      return claimed.map(({ _id, claim: _token, ...event }) => ({ id: _id, ...event }));
    },
    claimCursor: async (now, until) => {
      const free = { _id: cursorId, $or: [{ claimedUntil: { $exists: false } }, { claimedUntil: { $lte: now } }] };
      const update = { $set: { claimedUntil: until }, $setOnInsert: { at: now } };
      const options = { upsert: true, returnDocument: 'after' } as const;
      const cursor = await orUnavailable(cursors.findOneAndUpdate(free, update, options)).catch(nullIfClaimed);
      return cursor?.at ?? null;
    },
    advanceCursor: async (at, until) => {
      await orUnavailable(cursors.updateOne({ _id: cursorId }, { $max: { at }, $set: { claimedUntil: until } }));
    },
  };
};

/** The upsert finds no free cursor and collides with the one that another process has claimed. */
const nullIfClaimed = (error: unknown): null => {
  if (isDuplicateKey(error)) return null;
  throw error;
};
