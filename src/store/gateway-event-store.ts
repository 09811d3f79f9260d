import type { mongo } from 'mongoose';
import type { KeptNotice, NoticeStore } from '../ports/stores';
import { groupCommit } from './documents/group-commit';
import { answerOf } from './mongo-errors';

/** A notice as it lies in the database; its id is the gateway's. */
export type StoredNotice = Omit<KeptNotice, 'id'> & { _id: string };

/** Up to when a list was read. */
export interface Cursor {
  _id: string;
  at: Date;
}

const cursorId = 'notices';

/** News from the gateway in one MongoDB collection, and how far its list was read. @throws Unavailable `database` */
export const noticeStore = (
  collection: mongo.Collection<StoredNotice>,
  cursors: mongo.Collection<Cursor>,
): NoticeStore => {
  const submit = groupCommit<StoredNotice>((writes) => collection.bulkWrite(writes, { ordered: false }));
  return {
    keep: ({ id, ...notice }, receivedAt) =>
      submit({ insertOne: { document: { _id: id, ...notice, state: 'waiting', receivedAt } } }),
    settle: async (id, state) => {
      await submit({ updateOne: { filter: { _id: id }, update: { $set: { state } } } });
    },
    waiting: async (before, limit) => {
      const filter = { state: 'waiting' as const, receivedAt: { $lte: before } };
      const found = await answerOf(collection.find(filter, { sort: { receivedAt: 1 }, limit }).toArray());
      return found.map(({ _id, ...notice }) => ({ id: _id, ...notice }));
    },
    caughtUpTo: async () => (await answerOf(cursors.findOne({ _id: cursorId })))?.at,
    catchUpTo: async (at) => {
      await answerOf(cursors.updateOne({ _id: cursorId }, { $max: { at } }, { upsert: true }));
    },
  };
};
