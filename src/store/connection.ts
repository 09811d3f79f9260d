import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions } from 'mongoose';

/** A write returns when a majority has it on disk, a read sees what a majority has, and an outage fails within seconds. */
const options: ConnectOptions = {
  runtimeAdapters: { os },
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  retryWrites: true,
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 5_000,
  waitQueueTimeoutMS: 2_000,
  maxPoolSize: 20,
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
};

const firstOpenMaxMs = 60_000;

/** Migrations and tools may run an operation for as long as it takes: to build an index, or to count a collection. */
const patient: ConnectOptions = { ...options, socketTimeoutMS: 0, maxPoolSize: 5 };

/**
 * Runs a function with a connection of its own whose operations have no time limit, and closes it afterwards.
 * @throws Error when the database did not start within `maxMs`
 */
export const withPatientConnection = async <T>(
  uri: string,
  run: (one: Connection) => Promise<T>,
  maxMs = firstOpenMaxMs,
): Promise<T> => {
  const one = createConnection();
  try {
    await openConnection(one, uri, maxMs, patient);
    return await run(one);
  } finally {
    await one.close();
  }
};

/** Creates a connection. `openConnection` opens it; afterwards it reconnects automatically. */
export const createConnection = (): Connection => mongoose.createConnection();

/** Opens a connection and waits for MongoDB to start. @throws Error when it did not start within `maxMs` */
export const openConnection = async (
  one: Connection,
  uri: string,
  maxMs = firstOpenMaxMs,
  given = options,
): Promise<void> => {
  const giveUpAt = Date.now() + maxMs;
  for (;;) {
    try {
      await one.openUri(uri, given);
      await assertWritable(one);
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await delay(200);
    }
  }
};

/** Reads the clock of the server. @throws Error when it does not answer */
export const readServerTime = async ({ db }: Connection): Promise<Date> => {
  const { localTime } = (await db?.command({ hello: 1 })) ?? {};
  if (!(localTime instanceof Date)) throw new Error('MongoDB did not return its time');
  return localTime;
};

/** Rejects a member that answers before the replica set has a primary. */
const assertWritable = async ({ db }: Connection): Promise<void> => {
  const { isWritablePrimary } = (await db?.command({ hello: 1 })) ?? {};
  if (!isWritablePrimary) throw new Error('MongoDB has no primary');
};

/** Pings a database. @throws Error when it does not answer */
export const ping = async ({ db }: Connection): Promise<unknown> => {
  if (!db) throw new Error('MongoDB has not been reached yet');
  return db.command({ ping: 1 });
};
