import type { mongo } from 'mongoose';
import type { DivergenceStore, StoredDivergence } from '../ports/stores';
import { orUnavailable } from './mongo-errors';

/** Keeps divergences in one MongoDB collection. @throws Unavailable `database` from every function */
export const createDivergenceStore = (collection: mongo.Collection<StoredDivergence>): DivergenceStore => ({
  keep: async ({ _id, ...divergence }) => {
    const options = { upsert: true, returnDocument: 'after' } as const;
    const kept = await orUnavailable(collection.findOneAndUpdate({ _id }, { $setOnInsert: divergence }, options));
    return kept ?? { _id, ...divergence };
  },
  note: async (id, tried) => {
    const closed = tried.repairedAt ? { $unset: { isOpen: '' as const } } : {};
    await orUnavailable(collection.updateOne({ _id: id }, { $set: tried, ...closed }));
  },
  list: async ({ after, limit }) => {
    const last = after === undefined ? null : await orUnavailable(collection.findOne({ _id: after }));
    const older = last && { $or: [{ firstSeenAt: { $lt: last.firstSeenAt } }, sameTime(last)] };
    return orUnavailable(collection.find(older ?? {}, { sort: { firstSeenAt: -1, _id: -1 }, limit }).toArray());
  },
  listOpen: (limit) => orUnavailable(collection.find({ isOpen: true }, { limit }).toArray()),
  countOpen: async () => {
    const byKind = [{ $match: { isOpen: true } }, { $group: { _id: '$kind', count: { $sum: 1 } } }];
    const counts = await orUnavailable(collection.aggregate<{ _id: string; count: number }>(byKind).toArray());
    return Object.fromEntries(counts.map(({ _id, count }) => [_id, count]));
  },
  resolve: async (id, { resolvedBy, resolution, at }) => {
    const update = { $set: { resolvedBy, resolution, resolvedAt: at }, $unset: { isOpen: '' as const } };
    return orUnavailable(collection.findOneAndUpdate({ _id: id, isOpen: true }, update, { returnDocument: 'after' }));
  },
});

const sameTime = ({ _id, firstSeenAt }: StoredDivergence) => ({ firstSeenAt, _id: { $lt: _id } });
