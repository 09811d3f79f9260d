import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability/logger';
import type { ActorStore } from '../ports/stores';
import type { UnpublishableEvent } from '../ports/streams';

interface UnpublishableEventDependencies {
  store: Pick<ActorStore<never>, 'markAttention'>;
  logger: Logger;
  onUnpublishable: () => void;
}

const reportedMax = 10_000;

/** Creates the handler of unpublishable events: logs each once and flags its order or payment for an operator. */
export const createUnpublishableEventHandler = ({
  store,
  logger,
  onUnpublishable,
}: UnpublishableEventDependencies): ((event: UnpublishableEvent) => void) => {
  const reported = new LRUCache<string, true>({ max: reportedMax });
  return (event) => {
    if (reported.has(event.entryId)) return;
    reported.set(event.entryId, true);
    onUnpublishable();
    logger.error(
      { event: 'event.unpublishable', ...event },
      'An event cannot be published; later events of its order or payment wait',
    );
    store.markAttention(event.id, 'event-unpublishable').catch((error: unknown) => {
      reported.delete(event.entryId);
      logger.warn(
        { event: 'attention.failed', err: error, id: event.id },
        'Flagging the document failed; it is retried',
      );
    });
  };
};
