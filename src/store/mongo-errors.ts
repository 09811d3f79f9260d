import { mongo } from 'mongoose';
import { Unavailable } from '../domain/errors';

/** Errors of operations that MongoDB did not answer or confirm. Error labels are no help: a killed server sets none. */
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

/** NotWritablePrimary, ShutdownInProgress and similar codes: the server cannot serve at the moment. */
const notServing = new Set([50, 64, 91, 100, 189, 10107, 11600, 11602, 13435, 13436]);

/** Whether the outcome of the operation is unknown. */
export const isOutage = (error: unknown): boolean =>
  outages.some((kind) => error instanceof kind) ||
  (error instanceof mongo.MongoError && unsent.has(error.name)) ||
  (error instanceof mongo.MongoServerError && notServing.has(Number(error.code)));

/** Converts an outage of MongoDB to the domain's error. */
export const toUnavailable = (cause: unknown): unknown =>
  isOutage(cause) ? new Unavailable('database', { cause }) : cause;

/** Returns the answer of MongoDB. @throws Unavailable `database` when there is none */
export const orUnavailable = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    throw toUnavailable(error);
  }
};

/** The error code of a violated unique index. */
export const duplicateKey = 11_000;

/** Answers false for an insert whose id or unique value is taken. @throws any other error */
export const falseIfTaken = (error: unknown): false => {
  if (isDuplicateKey(error)) return false;
  throw error;
};

/** Whether a write would have taken a unique value of another document. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === duplicateKey;
