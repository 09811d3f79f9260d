import { plantFault } from '../../src/observability/fault-point';
import { consumer } from '../../src/streams/consume/consumer';
import { firstAttempt, publisherRedis } from '../../src/streams/redis';
import { logger } from './streams-support';

/** A consumer in a process of its own: it writes what it handles to the list `handled`, and may kill itself on the way. */
const run = async ([redisUrl = '', stream = '', fault]: string[]): Promise<void> => {
  plantFault(fault);
  const redis = publisherRedis(redisUrl);
  await firstAttempt(redis);
  const { start } = consumer({
    redisUrl,
    stream,
    group: 'g',
    logger,
    pace: { leaseMs: 500 },
    handler: async ({ subject, seq }) => {
      await redis.rpush('handled', `${process.pid} ${subject} ${seq}`);
    },
  });
  await start();
};

void run(process.argv.slice(1));
