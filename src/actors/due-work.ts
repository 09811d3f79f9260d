import type { ActorDocument, Work } from '../machines/actor-document';
import { workOf } from '../machines/work';
import type { ActorStore } from './ports';

/**
 * The work that a job rings for, if it is due. A cached document may be old: only what a majority has now can say that
 * there is nothing to do.
 */
export const dueWork = async <D extends ActorDocument>(
  store: Pick<ActorStore<D>, 'load' | 'read'>,
  id: string,
  workId: string,
  now: Date,
): Promise<Work | undefined> => due(await store.load(id), workId, now) ?? due(await store.read(id), workId, now);

const due = (document: ActorDocument | null, workId: string, now: Date): Work | undefined => {
  const work = document ? workOf(document.work, workId) : undefined;
  return work?.dueAt !== undefined && work.dueAt <= now ? work : undefined;
};
