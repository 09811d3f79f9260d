import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions } from 'mongoose';

/** Every write is durable on a majority before it is answered, every read has seen it, and an outage fails within seconds. */
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

/** A connection that is opened by `open`, and recovers by itself afterwards. */
export const createConnection = (): Connection => mongoose.createConnection();

/** Opens a connection; at boot MongoDB may come later than we do. @throws Error when it did not come within `maxMs` */
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

/** The clock of the server. @throws Error when it does not answer */
export const readServerTime = async ({ db }: Connection): Promise<Date> => {
  const { localTime } = (await db?.command({ hello: 1 })) ?? {};
  if (!(localTime instanceof Date)) throw new Error('MongoDB did not say what time it is');
  return localTime;
};

/** A member that has just started answers before the replica set has a primary. */
const assertWritable = async ({ db }: Connection): Promise<void> => {
  const { isWritablePrimary } = (await db?.command({ hello: 1 })) ?? {};
  if (!isWritablePrimary) throw new Error('MongoDB has no primary');
};

/** Pings a database. @throws Error when it does not answer */
export const ping = async ({ db }: Connection): Promise<unknown> => {
  if (!db) throw new Error('MongoDB was not reached yet');
  return db.command({ ping: 1 });
};
