import type { mongo } from 'mongoose';
import type { QualityResult, QualityStore } from '../ports/stores';
import { orUnavailable } from './mongo-errors';

/** Keeps the results of the last data quality check in one MongoDB collection. @throws Unavailable `database` from every function */
export const createQualityStore = (collection: mongo.Collection<QualityResult>): QualityStore => ({
  keep: async (results) => {
    const replacing = results.map((replacement) => ({
      replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
    }));
    await orUnavailable(collection.bulkWrite(replacing));
    // A rule that left the contract has no result.
    await orUnavailable(collection.deleteMany({ _id: { $nin: results.map(({ _id }) => _id) } }));
  },
  violations: async () =>
    Object.fromEntries(
      (await orUnavailable(collection.find().toArray())).map(({ _id, violations }) => [_id, violations]),
    ),
  checkedAt: async () => (await orUnavailable(collection.findOne({}, { sort: { checkedAt: 1 } })))?.checkedAt,
});
