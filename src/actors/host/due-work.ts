import type { ActorDocument, WorkItem } from '../../domain/actor-document';
import { findWorkItem } from '../../domain/work-item';
import type { ActorStore } from '../../ports/stores';
import { loadOrRead } from './load-or-read';

/** Returns the work item of a job if it is due. */
export const findDueWork = async <D extends ActorDocument>(
  store: Pick<ActorStore<D>, 'load' | 'read'>,
  id: string,
  workId: string,
  now: Date,
): Promise<WorkItem | undefined> => {
  const document = await loadOrRead(store, id, (cached) => isDue(cached, workId, now));
  return document ? findDue(document, workId, now) : undefined;
};

/** Whether the document has that work item and it is due. */
export const isDue = (document: ActorDocument, workId: string, now: Date): boolean =>
  findDue(document, workId, now) !== undefined;

/** Returns the work item of that id if it is due. */
export const findDue = ({ work }: ActorDocument, workId: string, now: Date): WorkItem | undefined => {
  const one = findWorkItem(work, workId);
  return one?.dueAt !== undefined && one.dueAt <= now ? one : undefined;
};
