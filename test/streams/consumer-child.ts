import os from 'node:os';
import { mongo } from 'mongoose';
import { consumer, exactlyOnce, type InboxDocument } from '../../src/consumer';
import { connectPublisher, waitForFirstAttempt } from '../../src/redis/connect';
import { eventually } from '../support/eventually';
import { logger } from './streams-support';

/** A member in a process of its own that is held up before its write of event 2, and tells what came of it. */
const run = async ([redisUrl = '', mongodbUri = '', database = '']: string[]): Promise<void> => {
  const redis = connectPublisher({ redisUrl });
  await waitForFirstAttempt(redis);
  const client = await new mongo.MongoClient(mongodbUri, { runtimeAdapters: { os } }).connect();
  const inbox = client.db(database).collection<InboxDocument>('inbox');
  const once = exactlyOnce({ client, inbox, group: 'g' }, async ({ subject, seq }, session) => {
    await client.db(database).collection('effects').insertOne({ subject, seq, by: 'frozen' }, { session });
  });
  await consumer({
    redisUrl,
    stream: 'order-events',
    group: 'g',
    logger,
    pace: { leaseMs: 500 },
    handler: async (event, context) => {
      await redis.rpush('reached', event.seq);
      if (event.seq === 2) await eventually(() => redis.get('go').then(mustBe), 60_000);
      await once(event, context).catch(async (error: Error) => {
        await redis.rpush('rejected', error.message);
        throw error;
      });
    },
  }).start();
};

const mustBe = (value: string | null): void => {
  if (value === null) throw new Error('not yet');
};

void run(process.argv.slice(1));
