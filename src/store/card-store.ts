import { mongo } from 'mongoose';
import type { MethodDocument, MethodStore } from '../ports/stores';
import { answerOf, duplicateKey } from './mongo-errors';

/** Stored cards in one MongoDB collection. @throws Unavailable `database` from every function */
export const methodStore = (collection: mongo.Collection<MethodDocument>): MethodStore => ({
  read: (id) => answerOf(collection.findOne({ _id: id })),
  readByKey: (caller, key) => answerOf(collection.findOne({ 'idempotency.caller': caller, 'idempotency.key': key })),
  insert: (method) => answerOf(collection.insertOne(method).then(() => true, falseIfTaken)),
  list: ({ after, limit, ...owner }) => {
    const filter = { ...owner, ...(after !== undefined && { _id: { $lt: after } }), detachedAt: { $exists: false } };
    return answerOf(collection.find(filter, { sort: { _id: -1 }, limit }).toArray());
  },
  detach: async (id, at) => {
    const update = { $set: { detachedAt: at }, $unset: { sealedMethod: '' as const } };
    await answerOf(collection.updateOne({ _id: id, detachedAt: { $exists: false } }, update));
  },
});

const falseIfTaken = (error: unknown): false => {
  if (error instanceof mongo.MongoServerError && error.code === duplicateKey) return false;
  throw error;
};
