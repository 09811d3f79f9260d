import type { Connection } from 'mongoose';
import type { Config } from '../config';
import { connectPublisher, waitForFirstAttempt } from '../redis/connect';
import { withPatientConnection } from '../store/connection';
import { assertSharedSettings, type KeptSettings } from '../store/shared-settings-store';

/** A person waits for the result. */
const openMaxMs = 5_000;

/** Runs a function with an open database, and closes it afterwards. @throws Error when the database cannot be opened */
export const withDatabase = <T>(uri: string, run: (database: Connection) => Promise<T>): Promise<T> =>
  withPatientConnection(uri, run, openMaxMs);

type Redis = ReturnType<typeof connectPublisher>;

/** Runs a function with a connection to Redis, and closes it afterwards. */
export const withRedis = async <T>(config: Config, run: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = connectPublisher(config);
  redis.on('error', () => {});
  try {
    await waitForFirstAttempt(redis);
    return await run(redis);
  } finally {
    redis.disconnect();
  }
};

/**
 * Checks that a command looks at the partitions of the deployment: with another number, it would find nothing where there is
 * something. @throws Misconfigured
 */
export const assertPartitions = ({ ordersMongodbUri, streamPartitions }: Config): Promise<void> =>
  withDatabase(ordersMongodbUri, (database) =>
    assertSharedSettings(database.collection<KeptSettings>('shared-settings'), {
      STREAM_PARTITIONS: String(streamPartitions),
    }),
  );

/** Writes a line of the result. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Writes a value of the result as indented JSON. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** Ends a check that could not be made with 2, so that it differs from one that found something wrong. */
export const failWithTwo = async (check: () => Promise<void>): Promise<void> => {
  try {
    await check();
  } catch (error) {
    throw Object.assign(error as Error, { exitCode: (error as { exitCode?: number }).exitCode ?? 2 });
  }
};
