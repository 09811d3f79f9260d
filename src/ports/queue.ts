import type { WorkItem } from '../domain/actor-document';

/** A work item to enqueue a job for. */
export interface JobRequest {
  /** The order or payment that has the work. */
  id: string;
  work: WorkItem;
}

/** A queue of jobs. A job may run twice or be lost: the document decides what is due. */
export interface WorkQueue {
  /** Enqueues a job for each request, at once or for when it is due. @throws Unavailable `redis` */
  enqueue: (requests: JobRequest[]) => Promise<void>;
}
