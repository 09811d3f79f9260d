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

/** Creates a connection. `openConnection` opens it; afterwards it reconnects automatically. */
export const createConnection = (): Connection => mongoose.createConnection();

/** Opens a connection and waits for MongoDB to start. @throws Error when it did not start within `maxMs` */
export const openConnection = async (one: Connection, uri: string, maxMs = firstOpenMaxMs): Promise<void> => {
  const giveUpAt = Date.now() + maxMs;
  for (;;) {
    try {
      await one.openUri(uri, options);
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
