import type { mongo } from 'mongoose';

/** The inputs of an example: the streams, the API, and a database of its own. None of it is internal to the service. */
export interface Settings {
  redisUrl: string;
  /** Connected to a replica set. */
  client: mongo.MongoClient;
  /** The base URL of the API. */
  api: string;
  /** A token with the role `service`. */
  token: string;
  /** The folder for messages to customers. */
  outbox: string;
  /** The same number as the service's `STREAM_PARTITIONS`. */
  partitions: number;
}

/** A service that reads the streams. */
export interface Example {
  start: () => Promise<void>;
  stop: () => Promise<void>;
}
