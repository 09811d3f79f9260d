import type { mongo } from 'mongoose';
import type { OrderDocument } from '../../actors/orders/order-document';
import { readBatches } from '../cursor-batches';

const batchSize = 200;

/** Internal members, left out. */
const projection = { work: 0, inbox: 0, idempotency: 0, shardKey: 0 };

/** Reads all orders, newest first, one batch in memory at a time. @throws Unavailable `database` */
export const readAllOrders = (collection: mongo.Collection<OrderDocument>): AsyncIterable<OrderDocument[]> =>
  readBatches<OrderDocument>(collection.find({}, { projection, sort: { _id: -1 }, batchSize }));
