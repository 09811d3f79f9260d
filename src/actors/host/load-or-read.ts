import type { ActorDocument } from '../../domain/actor-document';
import type { ActorStore } from '../../ports/stores';

/** Returns the cached document if it meets the condition, else the majority's: a cached document may be old. */
export const loadOrRead = async <D extends ActorDocument>(
  store: Pick<ActorStore<D>, 'load' | 'read'>,
  id: string,
  holds: (document: D) => boolean,
): Promise<D | null> => {
  const cached = await store.load(id);
  return cached && holds(cached) ? cached : store.read(id);
};
