import type { mongo } from 'mongoose';

/** What an example is told. Nothing of it is internal to the service: the streams, the API, and a database of its own. */
export interface Settings {
  redisUrl: string;
  /** Of a replica set. */
  client: mongo.MongoClient;
  /** The API, and a token with the role `service`. */
  api: string;
  token: string;
  /** A folder for messages. */
  outbox: string;
  /** As the service has it. */
  partitions: number;
}

/** A service that follows the streams. */
export interface Example {
  start: () => Promise<void>;
  stop: () => Promise<void>;
}
