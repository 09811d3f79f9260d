import type { mongo } from 'mongoose';
import type { StreamEpoch, StreamEpochStore } from '../ports/stream-epoch';
import { isDuplicateKey, orUnavailable } from './mongo-errors';

/** A recovery whose process died is taken over after this long. */
const leaseMs = 10_000;

const leased = { $add: ['$$NOW', leaseMs] };

/** Keeps the epochs of all streams in one collection. It uses the clock of MongoDB, so that all processes agree. */
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
      // To begin is to change the epoch: of two processes that saw the same epoch, only one succeeds.
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
  if (isDuplicateKey(error)) return null;
  throw error;
};
