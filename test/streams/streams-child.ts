import { armFaultPoint } from '../../src/observability/fault-point';
import { connectPublisher, waitForFirstAttempt } from '../../src/redis/connect';
import { createConsumer } from '../../src/streams/consume/consumer';
import { logger } from './streams-support';

/** A consumer in a process of its own: it writes what it handles to the list `handled`, and may kill itself on the way. */
const run = async ([redisUrl = '', stream = '', fault]: string[]): Promise<void> => {
  armFaultPoint(fault);
  const redis = connectPublisher({ redisUrl });
  await waitForFirstAttempt(redis);
  const { start } = createConsumer({
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
