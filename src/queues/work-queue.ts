import { type JobsOptions, Queue } from 'bullmq';
import type { WorkKind } from '../domain/actor-document';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { JobRequest, WorkQueue } from '../ports/queue';
import { type QueueName, queuePrefix, toConnectionOptions } from './connection';

/** A job holds only ids: the document has the rest when the job runs. */
export interface WorkJob {
  id: string;
  workId: string;
}

interface WorkQueueParts {
  redisUrl: string;
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

/** Creates a queue of jobs in BullMQ. While Redis is down it fails at once; it reconnects automatically. */
export const createWorkQueue = ({
  redisUrl,
  name,
  clock,
  logger,
}: WorkQueueParts): WorkQueue & { queue: Queue; close: () => Promise<void> } => {
  const connection = {
    ...toConnectionOptions(redisUrl),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
  };
  const queue = new Queue<WorkJob, void, WorkKind>(name, {
    prefix: queuePrefix,
    connection,
    defaultJobOptions: jobOptions,
  });
  queue.on('error', (error) => logger.debug({ err: error, queue: name }, 'queue connection'));
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

/** Overdue work gets a new job this often, whatever happened to the job before. */
const enqueueAgainMs = 10_000;

/**
 * Returns the job of a work item. Its id holds the try and the due time, so that enqueueing twice makes one job, and a
 * timer that was moved makes another. It also holds for how long the work has been overdue: BullMQ keeps the id of a
 * finished job for a while, which must not suppress a new one.
 */
const toJob = ({ id, work }: JobRequest, now: number) => {
  const lateMs = now - (work.dueAt?.getTime() ?? now);
  const overdueRounds = Math.max(0, Math.floor(lateMs / enqueueAgainMs));
  const due = (work.dueAt?.getTime() ?? 0).toString(36);
  return {
    name: work.kind,
    data: { id, workId: work.id },
    opts: { jobId: `${id}-${work.id}-${work.tries}-${due}-${overdueRounds}`, delay: Math.max(0, -lateMs) },
  };
};
