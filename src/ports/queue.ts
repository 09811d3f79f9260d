import type { Work } from '../domain/actor-document';

/** A piece of work to ring for. */
export interface Ring {
  id: string;
  work: Work;
}

/** The bell: it rings when work is due. It may ring twice or be lost; the document decides. */
export interface WorkQueue {
  ring: (rings: Ring[]) => Promise<void>;
}
