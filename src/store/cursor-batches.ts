import type { mongo } from 'mongoose';
import { orUnavailable } from './mongo-errors';

/** What a cursor finds, a batch of its size in memory at a time; the cursor is closed at the end. @throws Unavailable `database` */
export async function* readBatches<D>(cursor: mongo.FindCursor): AsyncGenerator<D[]> {
  try {
    while (await orUnavailable(cursor.hasNext())) yield cursor.readBufferedDocuments() as D[];
  } finally {
    await cursor.close();
  }
}
