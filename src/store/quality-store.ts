import type { mongo } from 'mongoose';
import type { QualityResult, QualityStore } from '../ports/stores';
import { orUnavailable } from './mongo-errors';

/** The results of the last examination, for every process. @throws Unavailable `database` from every function */
export const createQualityStore = (collection: mongo.Collection<QualityResult>): QualityStore => ({
  keep: async (results) => {
    const replacing = results.map((replacement) => ({
      replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
    }));
    await orUnavailable(collection.bulkWrite(replacing));
    // A rule that is not in the contract any more has no result.
    await orUnavailable(collection.deleteMany({ _id: { $nin: results.map(({ _id }) => _id) } }));
  },
  violations: async () =>
    Object.fromEntries(
      (await orUnavailable(collection.find().toArray())).map(({ _id, violations }) => [_id, violations]),
    ),
  checkedAt: async () => (await orUnavailable(collection.findOne({}, { sort: { checkedAt: 1 } })))?.checkedAt,
});
