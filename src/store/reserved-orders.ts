import type { mongo } from 'mongoose';
import type { OrderDocument } from '../actors/orders/order-document';
import { reservedStates } from '../domain/order';
import type { ReservedOrder, ReservedOrders } from '../ports/stores';
import { readBatches } from './cursor-batches';
import { orUnavailable } from './mongo-errors';

const batchSize = 200;

/** The filter of the index `reserved`. */
export const reservedFilter = { 'stock.state': { $in: [...reservedStates] } };
const projection = { status: 1, stock: 1, work: 1, updatedAt: 1 };

/** Reads reserved orders by the index `reserved`, which holds only them. */
export const createReservedOrders = (collection: mongo.Collection<OrderDocument>): ReservedOrders => ({
  readAll: () =>
    readBatches<ReservedOrder>(
      collection.find(reservedFilter, { projection, sort: { 'stock.reservationId': 1 }, batchSize }),
    ),
  find: (reservationId) => {
    const filter = { 'stock.reservationId': reservationId, ...reservedFilter };
    return orUnavailable(collection.findOne<ReservedOrder>(filter, { projection }));
  },
});
