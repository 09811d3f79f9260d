import { type Job, Worker } from 'bullmq';
import { RetryLater } from '../actors/host/retry-later';
import { backoffMs } from '../domain/algorithms/backoff';
import type { Logger } from '../observability/logger';
import { continueTrace, inTrace } from '../observability/tracing';
import { connectWorker } from '../redis/connect';
import type { RedisSettings } from '../redis/redis-address';
import { type QueueName, queuePrefix } from './queue-names';
import type { WorkJob } from './work-queue';

/** Runs the jobs of one queue. */
export interface WorkWorker {
  start: () => void;
  /** Takes no more jobs and waits for the running ones. */
  stop: () => Promise<void>;
  /** How many milliseconds ago it took its last job, or was created. */
  idleMs: () => number;
}

interface WorkWorkerDependencies {
  redis: RedisSettings;
  name: QueueName;
  /** Runs one work item. Safe to repeat: it reads the document first. */
  work: (id: string, workId: string) => Promise<void>;
  logger: Logger;
  concurrency?: number;
}

const errorPauseMs = 1_000;
const retryBackoff = { firstMs: 1_000, maxMs: 60_000 };

/** Creates a worker that runs due work. It outlives every outage of Redis. */
export const createWorkWorker = (dependencies: WorkWorkerDependencies): WorkWorker => {
  const { redis, name, work, logger, concurrency = 64 } = dependencies;
  const connection = connectWorker(redis, logger);
  let lastJobAt = performance.now();
  const run = (job: Job<WorkJob>): Promise<void> => {
    lastJobAt = performance.now();
    return inTrace(continueTrace(undefined), () => work(job.data.id, job.data.workId));
  };
  const worker = new Worker<WorkJob>(name, run, {
    prefix: queuePrefix,
    connection,
    concurrency,
    autorun: false,
    lockDuration: 60_000,
    stalledInterval: 15_000,
    maxStalledCount: 10,
    // By default, BullMQ takes no job for 15 s after each error of its connection.
    runRetryDelay: errorPauseMs,
    settings: { backoffStrategy: (attemptsMade, _type, error) => retryInMs(attemptsMade, error) },
  });
  worker.on('error', (error) => logger.debug({ event: 'worker.error', err: error, queue: name }, 'worker failed'));
  worker.on('failed', (job, error) => logFailure(logger, job, error));
  return {
    start: () => {
      worker.run().catch((error: unknown) => {
        logger.error({ event: 'worker.stopped', err: error, queue: name }, 'worker stopped unexpectedly');
      });
    },
    stop: async () => {
      await worker.close();
      connection.disconnect();
    },
    idleMs: () => performance.now() - lastJobAt,
  };
};

const retryInMs = (attemptsMade: number, error: Error | undefined): number =>
  error instanceof RetryLater ? error.retryInMs : backoffMs(retryBackoff, attemptsMade, Math.random());

/** An outcome that is not known yet is expected, and no failure. */
const logFailure = (logger: Logger, job: Job<WorkJob> | undefined, error: Error): void => {
  const line = { job: job?.id, reason: error.message };
  if (error instanceof RetryLater)
    logger.info({ event: 'job.retried', ...line }, 'work is not finished; it will be retried');
  else logger.warn({ event: 'job.failed', ...line, err: error }, 'work failed');
};
