import { mongo } from 'mongoose';
import type { MethodDocument, MethodStore } from '../actors/ports';
import { asUnavailable } from './failures';

const duplicateKey = 11_000;

/** Stored cards in one MongoDB collection. */
export const methodStore = (collection: mongo.Collection<MethodDocument>): MethodStore => ({
  read: (id) => collection.findOne({ _id: id }).catch(unavailable),
  readByKey: (caller, key) =>
    collection.findOne({ 'idempotency.caller': caller, 'idempotency.key': key }).catch(unavailable),
  insert: (method) => collection.insertOne(method).then(() => true, falseIfTaken),
  list: ({ after, limit, ...owner }) => {
    const filter = { ...owner, ...(after !== undefined && { _id: { $lt: after } }), detachedAt: { $exists: false } };
    return collection
      .find(filter, { sort: { _id: -1 }, limit })
      .toArray()
      .catch(unavailable);
  },
  detach: async (id, at) => {
    const update = { $set: { detachedAt: at }, $unset: { sealedMethod: '' as const } };
    await collection.updateOne({ _id: id, detachedAt: { $exists: false } }, update).catch(unavailable);
  },
});

const unavailable = (error: unknown): never => {
  throw asUnavailable(error);
};

const falseIfTaken = (error: unknown): false => {
  if (error instanceof mongo.MongoServerError && error.code === duplicateKey) return false;
  return unavailable(error);
};
