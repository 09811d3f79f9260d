import type { mongo } from 'mongoose';
import type { ActorDocument } from '../../domain/actor-document';
import type { Logged, Logs, ReplaySelection } from '../../outbox/replay';
import { readBatches } from '../cursor-batches';
import { orUnavailable } from '../mongo-errors';

const batchSize = 200;

interface LogReaderParts {
  collection: mongo.Collection<ActorDocument>;
  /** The field that holds the id of the order. */
  orderField: '_id' | 'orderId';
}

/** Creates a reader of logs in the order of their ids, one batch in memory at a time. @throws Unavailable `database` from every function */
export const createLogReader = ({ collection, orderField }: LogReaderParts): Logs => ({
  count: (selection) => orUnavailable(collection.countDocuments(filterOf(selection, orderField))),
  read: (selection) => {
    const projection = { log: 1, orderId: 1 };
    const options = { projection, sort: { _id: 1 }, batchSize } as const;
    return readBatches<Logged>(collection.find(filterOf(selection, orderField), options));
  },
});

const filterOf = (
  { orderId, fromSeq = 1, fromTime, toTime }: ReplaySelection,
  orderField: LogReaderParts['orderField'],
): mongo.Filter<ActorDocument> => ({
  ...(orderId !== undefined && { [orderField]: orderId }),
  [`log.${fromSeq - 1}`]: { $exists: true },
  ...((fromTime ?? toTime) !== undefined && {
    'log.time': { ...(fromTime && { $gte: fromTime }), ...(toTime && { $lt: toTime }) },
  }),
});
