import type { mongo } from 'mongoose';
import { orUnavailable } from './mongo-errors';

/** Reads a cursor one batch at a time and closes it at the end. @throws Unavailable `database` */
export async function* readBatches<D>(cursor: mongo.FindCursor): AsyncGenerator<D[]> {
  try {
    while (await orUnavailable(cursor.hasNext())) yield cursor.readBufferedDocuments() as D[];
  } finally {
    await cursor.close();
  }
}
