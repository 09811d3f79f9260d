import { Outage } from '../../domain/errors';
import type { Logger } from '../../observability/logger';
import type { StreamEvent, StreamHandler } from '../../ports/streams';

interface RefetchingParts {
  handler: StreamHandler;
  fence: () => number;
  logger: Logger;
  backfill: ((since: Date) => AsyncIterable<StreamEvent>) | undefined;
}

/** The clocks of Redis and of where the events are kept may differ by this. */
const marginMs = 60_000;

/**
 * Handles again what happened since entries were lost, from where it is kept, and answers whether it came to the end. An
 * event that fails for another reason than an outage is told and left: it must not hold up the others.
 * @throws Outage
 */
export const createBackfill =
  ({ handler, fence, logger, backfill }: RefetchingParts) =>
  async (lostSince: Date, mayGoOn: () => boolean): Promise<boolean> => {
    if (!backfill) {
      logger.error({ lostSince }, 'Events are lost to this group: they have to be replayed to it');
      return true;
    }
    let count = 0;
    for await (const event of backfill(new Date(lostSince.getTime() - marginMs))) {
      if (!mayGoOn()) return false;
      await handler(event, { fence: fence(), deliveries: 1 }).catch((error: unknown) => {
        if (error instanceof Outage) throw error;
        logger.error({ err: error, id: event.id, subject: event.subject }, 'An event could not be handled again');
      });
      count += 1;
    }
    logger.warn({ lostSince, count }, 'What was trimmed was fetched again');
    return true;
  };
