import { type JobsOptions, Queue } from 'bullmq';
import type { WorkKind } from '../domain/actor-document';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { JobRequest, WorkQueue } from '../ports/queue';
import type { RedisClient } from '../redis/connect';
import { type QueueName, queueOptions, queuePrefix } from './queue-names';

/** What a job holds: ids only. The document has the rest when the job runs. */
export interface WorkJob {
  id: string;
  workId: string;
}

interface WorkQueueDependencies {
  /** Fails fast; stays open when the queue is closed. */
  redis: RedisClient;
  name: QueueName;
  clock: Clock;
  logger: Logger;
}

const jobOptions: JobsOptions = {
  attempts: 8,
  backoff: { type: 'custom' },
  removeOnComplete: { age: 3600, count: 1000 },
  removeOnFail: { age: 7 * 24 * 3600 },
  sizeLimit: 1_000,
};

/** Creates a queue of BullMQ. While Redis is down, `enqueue` fails at once; it recovers with the connection. */
export const createWorkQueue = ({
  redis,
  name,
  clock,
  logger,
}: WorkQueueDependencies): WorkQueue & { queue: Queue; close: () => Promise<void> } => {
  const queue = new Queue<WorkJob, void, WorkKind>(name, {
    prefix: queuePrefix,
    connection: redis,
    ...queueOptions,
    defaultJobOptions: jobOptions,
  });
  queue.on('error', (error) => logger.debug({ event: 'queue.error', err: error, queue: name }, 'queue failed'));
  queue.setMaxListeners(0);
  return {
    queue,
    enqueue: async (requests) => {
      const now = clock().getTime();
      await queue.addBulk(requests.map((request) => toJob(request, now))).catch((cause: unknown) => {
        throw new Unavailable('redis', { cause });
      });
    },
    close: () => queue.close(),
  };
};

/** Overdue work is enqueued again this often, whatever became of the job before. */
const enqueueAgainMs = 10_000;

/**
 * The job's id holds the number of the try and the due time, so that enqueueing twice makes one job, and a timer that was
 * moved makes another one. It also holds how long the work has been overdue: a finished job keeps its id for a while, and
 * must not keep overdue work from being enqueued.
 */
const toJob = ({ id, work }: JobRequest, now: number) => {
  const lateMs = now - (work.dueAt?.getTime() ?? now);
  const repeats = Math.max(0, Math.floor(lateMs / enqueueAgainMs));
  const due = (work.dueAt?.getTime() ?? 0).toString(36);
  return {
    name: work.kind,
    data: { id, workId: work.id },
    opts: { jobId: `${id}-${work.id}-${work.tries}-${due}-${repeats}`, delay: Math.max(0, -lateMs) },
  };
};
