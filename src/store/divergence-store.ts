import type { mongo } from 'mongoose';
import type { DivergenceStore, StoredDivergence } from '../ports/stores';
import { toUnavailable } from './mongo-errors';

/** Keeps divergences in one MongoDB collection. @throws Unavailable `database` from every function */
export const createDivergenceStore = (collection: mongo.Collection<StoredDivergence>): DivergenceStore => ({
  keep: async ({ _id, ...divergence }) => {
    const options = { upsert: true, returnDocument: 'after' } as const;
    const kept = await collection.findOneAndUpdate({ _id }, { $setOnInsert: divergence }, options).catch(unavailable);
    return kept ?? { _id, ...divergence };
  },
  note: async (id, tried) => {
    const closed = tried.repairedAt ? { $unset: { isOpen: '' as const } } : {};
    await collection.updateOne({ _id: id }, { $set: tried, ...closed }).catch(unavailable);
  },
  list: async ({ after, limit }) => {
    const last = after === undefined ? null : await collection.findOne({ _id: after }).catch(unavailable);
    const older = last && { $or: [{ firstSeenAt: { $lt: last.firstSeenAt } }, sameTime(last)] };
    return collection
      .find(older ?? {}, { sort: { firstSeenAt: -1, _id: -1 }, limit })
      .toArray()
      .catch(unavailable);
  },
  listOpen: (limit) => collection.find({ isOpen: true }, { limit }).toArray().catch(unavailable),
  countOpen: async () => {
    const byKind = [{ $match: { isOpen: true } }, { $group: { _id: '$kind', count: { $sum: 1 } } }];
    const counts = await collection.aggregate<{ _id: string; count: number }>(byKind).toArray().catch(unavailable);
    return Object.fromEntries(counts.map(({ _id, count }) => [_id, count]));
  },
  resolve: async (id, { resolvedBy, resolution, at }) => {
    const update = { $set: { resolvedBy, resolution, resolvedAt: at }, $unset: { isOpen: '' as const } };
    return collection
      .findOneAndUpdate({ _id: id, isOpen: true }, update, { returnDocument: 'after' })
      .catch(unavailable);
  },
});

const sameTime = ({ _id, firstSeenAt }: StoredDivergence) => ({ firstSeenAt, _id: { $lt: _id } });

const unavailable = (error: unknown): never => {
  throw toUnavailable(error);
};
