import os from 'node:os';
import { mongo } from 'mongoose';
import { accounting } from './accounting';
import { analytics } from './analytics';
import { fulfillment } from './fulfillment';
import { notification } from './notification';
import type { Example, Settings } from './settings';

const examples: Record<string, (settings: Settings) => Example> = {
  notification,
  analytics,
  fulfillment,
  accounting,
};

/** Runs the named examples until SIGTERM or Ctrl-C. @throws Error if a setting is missing or a name is unknown */
const main = async (names: string[]): Promise<void> => {
  const { REDIS_URL, MONGODB_URI, ORDERS_API, SERVICE_TOKEN, OUTBOX_DIR, STREAM_PARTITIONS = '1' } = process.env;
  if (!REDIS_URL || !MONGODB_URI || !ORDERS_API || !SERVICE_TOKEN || !OUTBOX_DIR) {
    throw new Error('REDIS_URL, MONGODB_URI, ORDERS_API, SERVICE_TOKEN, and OUTBOX_DIR must be set');
  }
  const selected = names.map((name) => {
    const example = examples[name];
    if (!example) throw new Error(`Unknown example: ${name} (expected ${Object.keys(examples).join(', ')})`);
    return example;
  });
  const client = await new mongo.MongoClient(MONGODB_URI, { runtimeAdapters: { os } }).connect();
  const settings: Settings = {
    redisUrl: REDIS_URL,
    client,
    api: ORDERS_API,
    token: SERVICE_TOKEN,
    outbox: OUTBOX_DIR,
    partitions: Number(STREAM_PARTITIONS),
  };
  const running = selected.map((example) => example(settings));
  await Promise.all(running.map(({ start }) => start()));
  process.stdout.write(`${names.join(', ')} are running\n`);

  const stop = async (): Promise<void> => {
    await Promise.all(running.map((example) => example.stop()));
    await client.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
};

const [, , ...named] = process.argv;
main(named.length > 0 ? named : Object.keys(examples)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
