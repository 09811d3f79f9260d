import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability/logger';
import type { ActorStore } from '../ports/stores';
import type { UnpublishableEvent } from '../ports/streams';

interface UnpublishableEventDependencies {
  store: Pick<ActorStore<never>, 'markAttention'>;
  logger: Logger;
  onUnpublishable: () => void;
}

const toldMax = 10_000;

/** Shows an event that can not be published: once, however often it is tried. Its order or payment asks for a person. */
export const createUnpublishableEventHandler = ({
  store,
  logger,
  onUnpublishable,
}: UnpublishableEventDependencies): ((event: UnpublishableEvent) => void) => {
  const told = new LRUCache<string, true>({ max: toldMax });
  return (event) => {
    if (told.has(event.entryId)) return;
    told.set(event.entryId, true);
    onUnpublishable();
    logger.error(event, 'An event can not be published, and later ones of its order or payment wait behind it');
    store.markAttention(event.id, 'event-unpublishable').catch((error: unknown) => {
      told.delete(event.entryId);
      logger.warn({ err: error, id: event.id }, 'It is not marked yet');
    });
  };
};
