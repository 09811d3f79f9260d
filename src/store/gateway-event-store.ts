import type { mongo } from 'mongoose';
import type { GatewayEventStore, StoredGatewayEvent } from '../ports/stores';
import { createGroupCommit } from './documents/group-commit';
import { orUnavailable } from './mongo-errors';

/** A notice as it lies in the database; its id is the gateway's. */
export type GatewayEventDocument = Omit<StoredGatewayEvent, 'id'> & { _id: string };

/** Up to when a list was read. */
export interface Cursor {
  _id: string;
  at: Date;
}

const cursorId = 'gateway-events';

/** News from the gateway in one MongoDB collection, and how far its list was read. @throws Unavailable `database` */
export const createGatewayEventStore = (
  collection: mongo.Collection<GatewayEventDocument>,
  cursors: mongo.Collection<Cursor>,
): GatewayEventStore => {
  const submit = createGroupCommit<GatewayEventDocument>((writes) => collection.bulkWrite(writes, { ordered: false }));
  return {
    keep: ({ id, ...notice }, receivedAt) =>
      submit({ insertOne: { document: { _id: id, ...notice, state: 'waiting', receivedAt } } }),
    finish: async (id, state) => {
      await submit({ updateOne: { filter: { _id: id }, update: { $set: { state } } } });
    },
    listWaiting: async (before, limit) => {
      const filter = { state: 'waiting' as const, receivedAt: { $lte: before } };
      const found = await orUnavailable(collection.find(filter, { sort: { receivedAt: 1 }, limit }).toArray());
      return found.map(({ _id, ...notice }) => ({ id: _id, ...notice }));
    },
    readCursor: async () => (await orUnavailable(cursors.findOne({ _id: cursorId })))?.at,
    advanceCursor: async (at) => {
      await orUnavailable(cursors.updateOne({ _id: cursorId }, { $max: { at } }, { upsert: true }));
    },
  };
};
