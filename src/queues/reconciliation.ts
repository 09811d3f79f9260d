import { Queue, Worker } from 'bullmq';
import type { Logger } from '../observability/logger';
import { addressOf, queuePrefix } from './connection';

interface ReconciliationParts {
  redisUrl: string;
  everyMs: number;
  run: () => Promise<void>;
  logger: Logger;
}

const name = 'reconciliation';

/** The queue of comparisons with the gateway, for whoever looks at it. */
export const reconciliationQueue = ({ redisUrl, logger }: Pick<ReconciliationParts, 'redisUrl' | 'logger'>): Queue => {
  const connection = {
    ...addressOf(redisUrl),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
  };
  const queue = new Queue(name, { prefix: queuePrefix, connection });
  queue.on('error', (error) => logger.debug({ err: error, queue: name }, 'queue connection'));
  queue.setMaxListeners(0);
  return queue;
};

/** Compares again and again, in one of the processes at a time. */
export const reconciliationWorker = (queue: Queue, { redisUrl, everyMs, run, logger }: ReconciliationParts) => {
  const worker = new Worker(name, run, {
    prefix: queuePrefix,
    connection: { ...addressOf(redisUrl), maxRetriesPerRequest: null },
    autorun: false,
  });
  worker.on('error', (error) => logger.debug({ err: error, queue: name }, 'worker connection'));
  worker.on('failed', (_job, error) => logger.warn({ err: error }, 'reconciliation failed, the next run tries again'));
  const opts = { removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };
  const schedule = () =>
    queue
      .upsertJobScheduler(name, { every: everyMs }, { name, opts })
      .catch((error: unknown) => logger.warn({ err: error }, 'reconciliation is not scheduled'));
  const scheduleAgain = async (): Promise<void> => {
    const known = await queue.getJobScheduler(name).catch(() => null);
    if (known === undefined) await schedule();
  };
  let watching: NodeJS.Timeout | undefined;
  return {
    start: (): void => {
      // At every connection, and later on, too: Redis may have come back empty, or be emptied as it runs.
      worker.on('ready', () => void schedule());
      void schedule();
      watching = setInterval(() => void scheduleAgain(), everyMs);
      worker.run().catch((error: unknown) => logger.error({ err: error, queue: name }, 'worker stopped'));
    },
    close: (): Promise<void> => {
      clearInterval(watching);
      return worker.close();
    },
  };
};
