import type { mongo } from 'mongoose';
import { answerOf } from './mongo-errors';

/** What a rule of the data contract came to when it was looked at last. */
export interface QualityResult {
  /** The rule. */
  _id: string;
  violations: number;
  /** Some of the orders that break it. */
  ids: string[];
  checkedAt: Date;
}

/** The results of the last examination, for every process. @throws Unavailable `database` from every function */
export const qualityStore = (collection: mongo.Collection<QualityResult>) => ({
  keep: async (results: QualityResult[]): Promise<void> => {
    const replacing = results.map((replacement) => ({
      replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
    }));
    await answerOf(collection.bulkWrite(replacing));
    // A rule that is not in the contract any more has no result.
    await answerOf(collection.deleteMany({ _id: { $nin: results.map(({ _id }) => _id) } }));
  },
  violations: async (): Promise<Record<string, number>> =>
    Object.fromEntries((await answerOf(collection.find().toArray())).map(({ _id, violations }) => [_id, violations])),
  /** When all rules were looked at last; undefined when they never were. */
  checkedAt: async (): Promise<Date | undefined> =>
    (await answerOf(collection.findOne({}, { sort: { checkedAt: 1 } })))?.checkedAt,
});

export type QualityStore = ReturnType<typeof qualityStore>;
