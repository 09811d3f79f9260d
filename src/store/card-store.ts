import type { mongo } from 'mongoose';
import type { CardDocument, CardStore } from '../ports/stores';
import { falseIfTaken, orUnavailable } from './mongo-errors';

/** Keeps stored cards in one MongoDB collection. @throws Unavailable `database` from every function */
export const createCardStore = (collection: mongo.Collection<CardDocument>): CardStore => ({
  read: (id) => orUnavailable(collection.findOne({ _id: id })),
  readByKey: (caller, key) =>
    orUnavailable(collection.findOne({ 'idempotency.caller': caller, 'idempotency.key': key })),
  insert: (method) => orUnavailable(collection.insertOne(method).then(() => true, falseIfTaken)),
  list: ({ after, limit, ...owner }) => {
    const filter = { ...owner, ...(after !== undefined && { _id: { $lt: after } }), detachedAt: { $exists: false } };
    return orUnavailable(collection.find(filter, { sort: { _id: -1 }, limit }).toArray());
  },
  detach: async (id, at) => {
    const update = { $set: { detachedAt: at }, $unset: { sealedMethod: '' as const } };
    await orUnavailable(collection.updateOne({ _id: id, detachedAt: { $exists: false } }, update));
  },
});
