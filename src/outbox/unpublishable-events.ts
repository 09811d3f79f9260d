import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability/logger';
import type { ActorStore } from '../ports/stores';
import type { BlockedEvent } from '../ports/streams';

interface BlockedEventsParts {
  store: Pick<ActorStore<never>, 'attend'>;
  logger: Logger;
  counted: () => void;
}

const toldMax = 10_000;

/** Shows an event that can not be published: once, however often it is tried. Its order or payment asks for a person. */
export const blockedEvents = ({ store, logger, counted }: BlockedEventsParts): ((event: BlockedEvent) => void) => {
  const told = new LRUCache<string, true>({ max: toldMax });
  return (event) => {
    if (told.has(event.entryId)) return;
    told.set(event.entryId, true);
    counted();
    logger.error(event, 'An event can not be published, and later ones of its order or payment wait behind it');
    store.attend(event.id, 'event-unpublishable').catch((error: unknown) => {
      told.delete(event.entryId);
      logger.warn({ err: error, id: event.id }, 'It is not marked yet');
    });
  };
};
