import { type Job, Worker } from 'bullmq';
import { RetryLater } from '../actors/host/retry-later';
import { backoffMs } from '../domain/algorithms/backoff';
import type { Logger } from '../observability/logger';
import { continueTrace, inTrace } from '../observability/tracing';
import { type QueueName, queuePrefix, toConnectionOptions } from './connection';
import type { WorkJob } from './work-queue';

interface WorkWorkerParts {
  redisUrl: string;
  name: QueueName;
  /** Does one piece of work. Safe to repeat: it asks the document first. */
  work: (id: string, workId: string) => Promise<void>;
  logger: Logger;
  concurrency?: number;
}

const retryBackoff = { firstMs: 1_000, maxMs: 60_000 };

/** Creates the worker of a queue. */
export const createWorkWorker = ({ redisUrl, name, work, logger, concurrency = 64 }: WorkWorkerParts) => {
  const worker = new Worker<WorkJob>(
    name,
    (job) => inTrace(continueTrace(undefined), () => work(job.data.id, job.data.workId)),
    {
      prefix: queuePrefix,
      connection: { ...toConnectionOptions(redisUrl), maxRetriesPerRequest: null },
      concurrency,
      autorun: false,
      lockDuration: 60_000,
      stalledInterval: 15_000,
      maxStalledCount: 10,
      settings: { backoffStrategy: (attemptsMade, _type, error) => retryInMs(attemptsMade, error) },
    },
  );
  worker.on('error', (error) => logger.debug({ err: error, queue: name }, 'worker connection'));
  worker.on('failed', (job, error) => log(logger, job, error));
  return {
    /** Starts to process jobs; continues automatically after an outage of Redis. */
    start: (): void => {
      worker.run().catch((error: unknown) => logger.error({ err: error, queue: name }, 'worker stopped'));
    },
    /** Takes no more jobs and finishes those that run. */
    stop: (): Promise<void> => worker.close(),
  };
};

const retryInMs = (attemptsMade: number, error: Error | undefined): number =>
  error instanceof RetryLater ? error.retryInMs : backoffMs(retryBackoff, attemptsMade, Math.random());

/** That an outcome is unknown for now is business, not an error. */
const log = (logger: Logger, job: Job<WorkJob> | undefined, error: Error): void => {
  const line = { job: job?.id, reason: error.message };
  if (error instanceof RetryLater) logger.info(line, 'work is tried again');
  else logger.warn({ ...line, err: error }, 'work failed');
};
