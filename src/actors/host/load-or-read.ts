import type { ActorDocument } from '../../domain/actor-document';
import type { ActorStore } from '../../ports/stores';

/** The cached document where it holds what is looked for. It may be old: only what a majority has now can say that it does not. */
export const loadOrRead = async <D extends ActorDocument>(
  store: Pick<ActorStore<D>, 'load' | 'read'>,
  id: string,
  holds: (document: D) => boolean,
): Promise<D | null> => {
  const cached = await store.load(id);
  return cached && holds(cached) ? cached : store.read(id);
};
