import { type JobSchedulerJson, Queue, Worker } from 'bullmq';
import type { Logger } from '../observability/logger';
import { queuePrefix, toConnectionOptions } from './connection';

interface QueueParts {
  redisUrl: string;
  name: string;
  logger: Logger;
}

interface JobParts extends QueueParts {
  /** `pattern` is a cron expression, in UTC. */
  repeat: { every: number } | { pattern: string };
  /** How often the schedule is checked. */
  watchEveryMs: number;
  /** `stopping` aborts when the process stops: a long run breaks off, and the next one starts from the beginning. */
  run: (stopping: AbortSignal) => Promise<void>;
}

/** Creates the queue of a scheduled job. */
export const createScheduledQueue = ({ redisUrl, name, logger }: QueueParts): Queue => {
  const connection = {
    ...toConnectionOptions(redisUrl),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
  };
  const queue = new Queue(name, { prefix: queuePrefix, connection });
  queue.on('error', (error) => logger.debug({ err: error, queue: name }, 'queue connection'));
  queue.setMaxListeners(0);
  return queue;
};

/** Runs a job on a schedule, in one process at a time. */
export const createScheduledJob = (queue: Queue, { redisUrl, name, repeat, watchEveryMs, run, logger }: JobParts) => {
  const stopping = new AbortController();
  const worker = new Worker(name, () => run(stopping.signal), {
    prefix: queuePrefix,
    connection: { ...toConnectionOptions(redisUrl), maxRetriesPerRequest: null },
    autorun: false,
  });
  worker.on('error', (error) => logger.debug({ err: error, queue: name }, 'worker connection'));
  worker.on('failed', (_job, error) => logger.warn({ err: error }, `${name} failed, the next run tries again`));
  const opts = { removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };
  const isOurs = ({ every, pattern, offset = 0 }: JobSchedulerJson): boolean =>
    'pattern' in repeat ? pattern === repeat.pattern : every === repeat.every && offset < repeat.every;
  const schedule = async (known: JobSchedulerJson | undefined): Promise<void> => {
    // Of another interval BullMQ keeps the offset, and adds it to every run that is late: that is up to an hour of a day.
    if (known && !isOurs(known)) await queue.removeJobScheduler(name);
    await queue.upsertJobScheduler(name, 'pattern' in repeat ? { ...repeat, tz: 'UTC' } : repeat, { name, opts });
  };
  const look = async (isFirst: boolean): Promise<void> => {
    const known = await queue.getJobScheduler(name);
    if (isFirst || !known || !isOurs(known)) await schedule(known);
  };
  const watch = (isFirst: boolean): void =>
    void look(isFirst).catch((error: unknown) => logger.warn({ err: error }, `${name} is not scheduled`));
  let watching: NodeJS.Timeout | undefined;
  return {
    start: (): void => {
      // At every connection, and later on, too: Redis may have come back empty, or be emptied as it runs.
      worker.on('ready', () => watch(true));
      watch(true);
      watching = setInterval(() => watch(false), watchEveryMs);
      worker.run().catch((error: unknown) => logger.error({ err: error, queue: name }, 'worker stopped'));
    },
    stop: (): Promise<void> => {
      clearInterval(watching);
      stopping.abort();
      return worker.close();
    },
  };
};
