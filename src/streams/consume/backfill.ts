import { Outage } from '../../domain/errors';
import type { Logger } from '../../observability/logger';
import type { StreamEvent, StreamHandler } from '../../ports/streams';

/** Handles the events since `lostSince` again; false: it had to stop before the end. @throws Outage */
export type Backfill = (lostSince: Date, mayGoOn: () => boolean) => Promise<boolean>;

interface BackfillDependencies {
  handler: StreamHandler;
  fence: () => number;
  logger: Logger;
  /** Reads all events that were published since then from where they are kept. */
  source: ((since: Date) => AsyncIterable<StreamEvent>) | undefined;
}

/** The clock of Redis and the clock of the source may differ by this. */
const marginMs = 60_000;

/**
 * Creates the backfill of a group that lost entries. An event that fails for another reason than an outage is logged and
 * skipped: it must not block the others.
 */
export const createBackfill =
  ({ handler, fence, logger, source }: BackfillDependencies): Backfill =>
  async (lostSince, mayGoOn) => {
    if (!source) {
      const line = { event: 'backfill.unavailable', lostSince };
      logger.error(line, 'the group lost events and has no backfill; they must be replayed');
      return true;
    }
    let count = 0;
    for await (const event of source(new Date(lostSince.getTime() - marginMs))) {
      if (!mayGoOn()) return false;
      await handler(event, { fence: fence(), deliveries: 1 }).catch((error: unknown) => {
        if (error instanceof Outage) throw error;
        const line = { event: 'backfill.event-failed', err: error, id: event.id, subject: event.subject };
        logger.error(line, 'event could not be backfilled');
      });
      count += 1;
    }
    logger.warn({ event: 'backfill.done', lostSince, count }, 'trimmed events were backfilled');
    return true;
  };
