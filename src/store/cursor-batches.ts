import type { mongo } from 'mongoose';
import { answerOf } from './mongo-errors';

/** What a cursor finds, a batch of its size in memory at a time; the cursor is closed at the end. @throws Unavailable `database` */
export async function* batchesOf<D>(cursor: mongo.FindCursor): AsyncGenerator<D[]> {
  try {
    while (await answerOf(cursor.hasNext())) yield cursor.readBufferedDocuments() as D[];
  } finally {
    await cursor.close();
  }
}
