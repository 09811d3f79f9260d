import { type JobSchedulerJson, Queue, Worker } from 'bullmq';
import type { Logger } from '../observability/logger';
import { connectWorker, type RedisClient } from '../redis/connect';
import type { RedisSettings } from '../redis/redis-address';
import { queueOptions, queuePrefix } from './queue-names';

interface QueueDependencies {
  /** Fails fast; stays open when the queue is closed. */
  redis: RedisClient;
  name: string;
  logger: Logger;
}

interface JobDependencies {
  redis: RedisSettings;
  logger: Logger;
  name: string;
  /** `pattern` is a cron expression, in UTC. */
  repeat: { every: number } | { pattern: string };
  /** How often the schedule is checked, in milliseconds. */
  checkEveryMs: number;
  /** `stopping` is aborted when the process stops: a long run ends early, and the next one does all of it. */
  run: (stopping: AbortSignal) => Promise<void>;
}

/** Creates the queue of a scheduled job. */
export const createScheduledQueue = ({ redis, name, logger }: QueueDependencies): Queue => {
  const queue = new Queue(name, { prefix: queuePrefix, connection: redis, ...queueOptions });
  queue.on('error', (error) => logger.debug({ event: 'queue.error', err: error, queue: name }, 'queue failed'));
  queue.setMaxListeners(0);
  return queue;
};

/** Creates a job that runs on a schedule, in one process at a time. */
export const createScheduledJob = (queue: Queue, options: JobDependencies) => {
  const { redis, name, checkEveryMs, run, logger } = options;
  const stopping = new AbortController();
  const connection = connectWorker(redis, logger);
  const worker = new Worker(name, () => run(stopping.signal), { prefix: queuePrefix, connection, autorun: false });
  worker.on('error', (error) => logger.debug({ event: 'worker.error', err: error, queue: name }, 'worker failed'));
  worker.on('failed', (_job, error) => {
    logger.warn({ event: 'scheduled-job.failed', err: error, job: name }, 'scheduled job failed; the next run retries');
  });
  const check = (isFirst: boolean): void =>
    void ensureSchedule(queue, options, isFirst).catch((error: unknown) => {
      logger.warn({ event: 'scheduled-job.unscheduled', err: error, job: name }, 'job could not be scheduled yet');
    });
  let checking: NodeJS.Timeout | undefined;
  return {
    start: (): void => {
      // With each connection and periodically: Redis may have restarted empty, or be emptied while it runs.
      worker.on('ready', () => check(true));
      check(true);
      checking = setInterval(() => check(false), checkEveryMs);
      worker.run().catch((error: unknown) => {
        logger.error({ event: 'worker.stopped', err: error, queue: name }, 'worker stopped unexpectedly');
      });
    },
    stop: async (): Promise<void> => {
      clearInterval(checking);
      stopping.abort();
      await worker.close();
      connection.disconnect();
    },
  };
};

const jobOptions = { removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };

const ensureSchedule = async (queue: Queue, { name, repeat }: JobDependencies, isFirst: boolean): Promise<void> => {
  const known = await queue.getJobScheduler(name);
  const isCurrent = known !== undefined && hasSchedule(known, repeat);
  if (isCurrent && !isFirst) return;
  // BullMQ keeps the offset of another interval, and adds it to each late run: up to an hour of a day.
  if (known && !isCurrent) await queue.removeJobScheduler(name);
  const schedule = 'pattern' in repeat ? { ...repeat, tz: 'UTC' } : repeat;
  await queue.upsertJobScheduler(name, schedule, { name, opts: jobOptions });
};

const hasSchedule = ({ every, pattern, offset = 0 }: JobSchedulerJson, repeat: JobDependencies['repeat']): boolean =>
  'pattern' in repeat ? pattern === repeat.pattern : every === repeat.every && offset < repeat.every;
