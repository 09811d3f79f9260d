import type { WorkItem } from '../domain/actor-document';

/** A piece of work to ring for. */
export interface JobRequest {
  id: string;
  work: WorkItem;
}

/** The bell: it rings when work is due. It may ring twice or be lost; the document decides. */
export interface WorkQueue {
  enqueue: (rings: JobRequest[]) => Promise<void>;
}
