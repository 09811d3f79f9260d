import { DomainError, Outage } from '../../domain/errors';
import { faultPoint } from '../../observability/fault-point';
import type { Logger } from '../../observability/logger';
import { continueTrace, inTrace } from '../../observability/tracing';
import type { Clock } from '../../ports/clock';
import type { StreamEvent, StreamHandler } from '../../ports/streams';
import { type Decoded, decode, readSubject } from '../stream-entry';
import type { ConsumerGroup, Delivery } from './consumer-group';
import type { QueuedItem } from './per-order-queue';

/** A delivery on its way to the handler; `tries` counts this process's own, outages included. */
export interface Attempt extends Delivery, QueuedItem {
  decoded: Decoded;
  tries: number;
}

interface AttemptParts {
  handler: StreamHandler;
  /** The number of our turn as the holder of the lease. */
  fence: () => number;
  group: ConsumerGroup;
  groupName: string;
  acknowledge: (entryId: string) => void;
  logger: Logger;
  clock: Clock;
  /** How often a handler may fail on one entry. */
  triesMax: number;
  /** The first delay; it doubles with each try. */
  backoffMs: number;
}

const backoffMaxMs = 5_000;

/** What came from the stream, ready to be handled in order. */
export const attemptOf = (delivery: Delivery): Attempt => {
  const decoded = decode(delivery.fields);
  const subject = 'event' in decoded ? decoded.event.subject : (readSubject(delivery.fields) ?? delivery.entryId);
  return { ...delivery, subject, decoded, tries: 0 };
};

/**
 * Brings one entry to its end: handled and acknowledged, or in the dead letter. Answers after how many milliseconds it
 * must be tried again, or null. `parked` holds the orders that are held back.
 */
export const attemptWith = (parts: AttemptParts) => {
  return async (attempt: Attempt, parked: Set<string>): Promise<number | null> => {
    try {
      await settle(parts, attempt, parked);
      return null;
    } catch (error) {
      // Whatever is thrown up to here is an outage or counted as a failure: the entry waits.
      attempt.tries += 1;
      tell(parts, attempt, error);
      return Math.min(parts.backoffMs * 2 ** (attempt.tries - 1), backoffMaxMs);
    }
  };
};

const settle = async (parts: AttemptParts, attempt: Attempt, parked: Set<string>): Promise<void> => {
  const { decoded, subject } = attempt;
  if ('undecodable' in decoded) return bury(parts, attempt, `undecodable: ${decoded.undecodable}`);
  if (parked.has(subject)) return bury(parts, attempt, 'order-parked');
  try {
    await handle(parts, decoded.event, attempt.deliveries);
  } catch (error) {
    return failed(parts, attempt, parked, error);
  }
  parts.acknowledge(attempt.entryId);
};

const handle = async ({ handler, fence }: AttemptParts, event: StreamEvent, deliveries: number): Promise<void> => {
  await inTrace(continueTrace(event.traceparent), () => handler(event, { fence: fence(), deliveries }));
  faultPoint('event-handled');
};

/** An outage is not the entry's fault: it does not count, however long it lasts. */
const failed = async (parts: AttemptParts, attempt: Attempt, parked: Set<string>, error: unknown): Promise<void> => {
  if (error instanceof Outage) throw error;
  if (attempt.deliveries >= parts.triesMax) {
    await bury(parts, attempt, reasonOf(error), attempt.subject);
    parked.add(attempt.subject);
    return;
  }
  attempt.deliveries += 1;
  await parts.group.countDelivery(attempt);
  throw error;
};

const bury = async (parts: AttemptParts, attempt: Attempt, reason: string, park?: string): Promise<void> => {
  const { entryId, deliveries } = attempt;
  const about = {
    reason,
    failedAt: parts.clock().toISOString(),
    group: parts.groupName,
    entryId,
    deliveries: `${deliveries}`,
  };
  const fields = [...attempt.fields, ...Object.entries(about).flat()];
  const isBuried = await parts.group.deadLetter(attempt, park === undefined ? { fields } : { fields, park });
  if (!isBuried) return;
  parts.logger.error({ entryId, subject: attempt.subject, deliveries, reason }, 'An event went to the dead letter');
};

const reasonOf = (error: unknown): string => {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};

/** A failure is told each time; an outage is told once by who is out. */
const tell = ({ logger }: AttemptParts, { entryId, subject, deliveries, tries }: Attempt, error: unknown): void => {
  const level = error instanceof Outage ? 'debug' : 'warn';
  logger[level]({ err: error, entryId, subject, deliveries, tries }, 'An event will be tried again');
};
