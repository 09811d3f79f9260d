import { type JobsOptions, Queue } from 'bullmq';
import type { WorkKind } from '../domain/actor-document';
import { Unavailable } from '../domain/errors';
import type { Logger } from '../observability/logger';
import type { Clock } from '../ports/clock';
import type { JobRequest, WorkQueue } from '../ports/queue';
import { type QueueName, queuePrefix, toConnectionOptions } from './connection';

/** What a job holds: ids alone. The document says the rest when the job runs. */
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

/** The bell of BullMQ. While Redis is down it fails at once, and rings again by itself when Redis is back. */
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
    enqueue: async (rings) => {
      const now = clock().getTime();
      await queue.addBulk(rings.map((ring) => jobFor(ring, now))).catch((cause: unknown) => {
        throw new Unavailable('redis', { cause });
      });
    },
    close: () => queue.close(),
  };
};

/** Work that is overdue is rung for again this often, whatever became of the job before. */
const enqueueAgainMs = 10_000;

/**
 * The job's id says which try it is and when it is due, so that ringing twice is one job, and a timer that was moved is
 * another. It also says for how long the work has been
 * overdue: a job that is over keeps its id for a while, and must not silence the bell.
 */
const jobFor = ({ id, work }: JobRequest, now: number) => {
  const lateMs = now - (work.dueAt?.getTime() ?? now);
  const rings = Math.max(0, Math.floor(lateMs / enqueueAgainMs));
  const due = (work.dueAt?.getTime() ?? 0).toString(36);
  return {
    name: work.kind,
    data: { id, workId: work.id },
    opts: { jobId: `${id}-${work.id}-${work.tries}-${due}-${rings}`, delay: Math.max(0, -lateMs) },
  };
};
