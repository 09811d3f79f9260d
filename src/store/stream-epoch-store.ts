import { mongo } from 'mongoose';
import type { StreamEpoch, StreamEpochStore } from '../ports/stream-epoch';
import { duplicateKey, orUnavailable } from './mongo-errors';

/** How long a recovery is left to a process that gives no sign of stored. */
const leaseMs = 10_000;

const leased = { $add: ['$$NOW', leaseMs] };

/** The epochs of the streams in one collection. Its clock is MongoDB's, so that ours may differ. */
export const createStreamEpochStore = (epochs: mongo.Collection<StreamEpoch>): StreamEpochStore => {
  const change = (filter: mongo.Filter<StreamEpoch>, set: object, upsert = false): Promise<StreamEpoch | null> =>
    orUnavailable(epochs.findOneAndUpdate(filter, [{ $set: set }], { returnDocument: 'after', upsert }));

  return {
    read: (_id) => orUnavailable(epochs.findOne({ _id })),

    touch: (_id, seen) => {
      // A heartbeat of an earlier epoch says nothing about this one.
      const isCurrent = { $eq: ['$epoch', seen?.epoch ?? ''] };
      const heartbeat = { $cond: [isCurrent, { $max: ['$heartbeat', seen?.heartbeat ?? null] }, '$heartbeat'] };
      return change({ _id }, { now: '$$NOW', heartbeat });
    },

    begin: async (stored, { _id, epoch, server, since, trustBefore, token }) => {
      // Whoever begins changes the epoch: of two who saw the same one, one begins.
      const filter = { _id, epoch: stored?.epoch ?? { $exists: false } };
      const recovery = { since, trustBefore, token, until: leased };
      const set = { epoch, server, heartbeat: since, now: '$$NOW', recovery };
      return change(filter as mongo.Filter<StreamEpoch>, set, stored === null).catch(nullWhenTaken);
    },

    extend: async (_id, token) =>
      (await change({ _id, 'recovery.token': token }, { 'recovery.until': leased })) !== null,

    finish: async (_id, token) => {
      await orUnavailable(epochs.updateOne({ _id, 'recovery.token': token }, { $unset: { recovery: '' } }));
    },

    noteTrimmed: async (_id, agoMs) => {
      await change({ _id }, { trimmedTo: { $max: ['$trimmedTo', { $subtract: ['$$NOW', agoMs] }] } });
    },
  };
};

const nullWhenTaken = (error: unknown): null => {
  if (error instanceof mongo.MongoServerError && error.code === duplicateKey) return null;
  throw error;
};
