import type { mongo } from 'mongoose';
import type { OrderDocument } from '../actors/order-document';
import { answerOf } from './failures';

const batchSize = 200;

/** What nobody outside of the service has to do with. */
const projection = { work: 0, inbox: 0, idempotency: 0 };

/** All orders, the newest first, a batch in memory at a time. @throws Unavailable `database` */
export const allOrders = async function* (collection: mongo.Collection<OrderDocument>): AsyncIterable<OrderDocument[]> {
  const cursor = collection.find({}, { projection, sort: { _id: -1 }, batchSize });
  try {
    while (await answerOf(cursor.hasNext())) yield cursor.readBufferedDocuments() as OrderDocument[];
  } finally {
    await cursor.close();
  }
};
