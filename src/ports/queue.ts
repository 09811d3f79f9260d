import type { WorkItem } from '../domain/actor-document';

/** A work item that needs a job. */
export interface JobRequest {
  id: string;
  work: WorkItem;
}

/** Wakes a worker when work is due. A job may come twice or be lost; the document decides. */
export interface WorkQueue {
  enqueue: (requests: JobRequest[]) => Promise<void>;
}
