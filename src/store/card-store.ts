import type { mongo } from 'mongoose';
import type { CardDocument, CardStore } from '../ports/stores';
import { falseIfTaken, orUnavailable } from './mongo-errors';

const withoutSetup = { setup: '', sealedSetup: '' } as const;

/** Keeps stored cards in one MongoDB collection. @throws Unavailable `database` from every function */
export const createCardStore = (collection: mongo.Collection<CardDocument>): CardStore => ({
  read: (id) => orUnavailable(collection.findOne({ _id: id })),
  readByKey: (caller, key) =>
    orUnavailable(collection.findOne({ 'idempotency.caller': caller, 'idempotency.key': key })),
  insert: (method) => orUnavailable(collection.insertOne(method).then(() => true, falseIfTaken)),
  findPending: (setupKey) => orUnavailable(collection.findOne({ 'setup.key': setupKey })),
  list: ({ after, limit, ...owner }, now) => {
    const filter = {
      ...owner,
      ...(after !== undefined && { _id: { $lt: after } }),
      detachedAt: { $exists: false },
      // Also those without a setup.
      'setup.expiresAt': { $not: { $lte: now } },
    };
    return orUnavailable(collection.find(filter, { sort: { _id: -1 }, limit }).toArray());
  },
  finishSetup: async (id) => {
    await orUnavailable(collection.updateOne({ _id: id }, { $unset: withoutSetup }));
  },
  detach: async (id, at) => {
    const update = { $set: { detachedAt: at }, $unset: { sealedMethod: '' as const, ...withoutSetup } };
    await orUnavailable(collection.updateOne({ _id: id, detachedAt: { $exists: false } }, update));
  },
});
