import os from 'node:os';
import mongoose, { type Connection } from 'mongoose';

/**
 * Opens a connection on which every write is durable on a majority before it is answered, and every read has seen it.
 * It fails within seconds while MongoDB is away, and goes on by itself afterwards.
 */
export const connect = (uri: string): Connection =>
  mongoose.createConnection(uri, {
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
  });
