import { mongo } from 'mongoose';
import type { Life, LifeStore } from '../ports/stream-epoch';
import { answerOf, duplicateKey } from './mongo-errors';

/** How long a recovery is left to a process that gives no sign of life. */
const leaseMs = 10_000;

const leased = { $add: ['$$NOW', leaseMs] };

/** The lives of the streams in one collection. Its clock is MongoDB's, so that ours may differ. */
export const lifeStore = (lives: mongo.Collection<Life>): LifeStore => {
  const change = (filter: mongo.Filter<Life>, set: object, upsert = false): Promise<Life | null> =>
    answerOf(lives.findOneAndUpdate(filter, [{ $set: set }], { returnDocument: 'after', upsert }));

  return {
    read: (_id) => answerOf(lives.findOne({ _id })),

    tick: (_id, seen) => {
      // A beat of an earlier epoch says nothing about this one.
      const isCurrent = { $eq: ['$epoch', seen?.epoch ?? ''] };
      const beat = { $cond: [isCurrent, { $max: ['$beat', seen?.beat ?? null] }, '$beat'] };
      return change({ _id }, { now: '$$NOW', beat });
    },

    begin: async (life, { _id, epoch, server, since, trustBefore, token }) => {
      // Whoever begins changes the epoch: of two who saw the same one, one begins.
      const filter = { _id, epoch: life?.epoch ?? { $exists: false } };
      const recovery = { since, trustBefore, token, until: leased };
      const set = { epoch, server, beat: since, now: '$$NOW', recovery };
      return change(filter as mongo.Filter<Life>, set, life === null).catch(nullWhenTaken);
    },

    extend: async (_id, token) =>
      (await change({ _id, 'recovery.token': token }, { 'recovery.until': leased })) !== null,

    finish: async (_id, token) => {
      await answerOf(lives.updateOne({ _id, 'recovery.token': token }, { $unset: { recovery: '' } }));
    },

    trimmed: async (_id, agoMs) => {
      await change({ _id }, { trimmedTo: { $max: ['$trimmedTo', { $subtract: ['$$NOW', agoMs] }] } });
    },
  };
};

const nullWhenTaken = (error: unknown): null => {
  if (error instanceof mongo.MongoServerError && error.code === duplicateKey) return null;
  throw error;
};
