import { mongo } from 'mongoose';
import { Unavailable } from '../domain/errors';

/** Reads and writes that MongoDB did not answer, or did not confirm. Labels do not tell: a killed server sets none. */
const outages = [
  mongo.MongoNetworkError,
  mongo.MongoWriteConcernError,
  mongo.MongoOperationTimeoutError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
];

/** Not exported by the driver: the pool was cleared, or had no connection to give. Nothing was sent. */
const unsent = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClearedError', 'MongoPoolClosedError']);

/** NotWritablePrimary, shutdown in progress, and their kin: the server says that it can not serve for now. */
const notServing = new Set([50, 64, 91, 100, 189, 10107, 11600, 11602, 13435, 13436]);

/** Whether nobody can tell what came of it. */
export const isOutage = (error: unknown): boolean =>
  outages.some((kind) => error instanceof kind) ||
  (error instanceof mongo.MongoError && unsent.has(error.name)) ||
  (error instanceof mongo.MongoServerError && notServing.has(Number(error.code)));

/** The same failure in the words of the domain. */
export const toUnavailable = (cause: unknown): unknown =>
  isOutage(cause) ? new Unavailable('database', { cause }) : cause;

/** The answer of MongoDB. @throws Unavailable `database` when there is none */
export const orUnavailable = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    throw toUnavailable(error);
  }
};

/** A unique index has the value already. */
export const duplicateKey = 11_000;
