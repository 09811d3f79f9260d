import { type Backoff, backoffMs } from '../../domain/algorithms/backoff';
import { DomainError, Outage } from '../../domain/errors';
import { faultPoint } from '../../observability/fault-point';
import type { Logger } from '../../observability/logger';
import { continueTrace, inTrace } from '../../observability/tracing';
import type { Clock } from '../../ports/clock';
import type { StreamEvent, StreamHandler } from '../../ports/streams';
import { type Decoded, decode, readSubject } from '../stream-entry';
import type { ConsumerGroup, Delivery } from './consumer-group';
import type { ParkedOrders } from './parked-orders';

/** A delivery on its way to the handler; `tries` counts the attempts of this process, outages included. */
export interface PendingDelivery extends Delivery {
  subject: string;
  decoded: Decoded;
  tries: number;
}

/** The delivery waits and is handled again after that many milliseconds. */
export interface RetryIn {
  retryInMs: number;
}

/** Handles one delivery. `done`: it had its effect, or is in the dead letter. Never rejects. */
export type HandleDelivery = (delivery: PendingDelivery) => Promise<'done' | RetryIn>;

export interface HandlerDependencies {
  handler: StreamHandler;
  /** The fencing token of the lease. */
  fence: () => number;
  group: ConsumerGroup;
  groupName: string;
  parked: ParkedOrders;
  /** Acknowledges an entry that had its effect. Not one in the dead letter: an operator may have retried it meanwhile. */
  acknowledge: (entryId: string) => void;
  logger: Logger;
  clock: Clock;
  /** How often a handler may fail on one entry. */
  triesMax: number;
  /** How long a handler may take before its attempt counts as failed. */
  handlerMaxMs: number;
  backoff: Backoff;
}

/** Decodes a delivery. An entry that names no order is ordered by its own id. */
export const toPending = (delivery: Delivery): PendingDelivery => {
  const decoded = decode(delivery.fields);
  const subject = 'event' in decoded ? decoded.event.subject : (readSubject(delivery.fields) ?? delivery.entryId);
  return { ...delivery, subject, decoded, tries: 0 };
};

/** Creates the one function that brings a delivery to its end: the handler, a retry, or the dead letter. */
export const createDeliveryHandler =
  (dependencies: HandlerDependencies): HandleDelivery =>
  async (delivery) => {
    try {
      await handleOrBury(dependencies, delivery);
      return 'done';
    } catch (error) {
      // An outage, or a failure that is counted: the entry waits.
      delivery.tries += 1;
      logRetry(dependencies, delivery, error);
      return { retryInMs: backoffMs(dependencies.backoff, delivery.tries) };
    }
  };

const handleOrBury = async (dependencies: HandlerDependencies, delivery: PendingDelivery): Promise<void> => {
  const { decoded, subject } = delivery;
  if ('undecodable' in decoded) return bury(dependencies, delivery, `undecodable: ${decoded.undecodable}`);
  if (dependencies.parked.has(subject)) return bury(dependencies, delivery, 'order-parked');
  try {
    await handle(dependencies, decoded.event, delivery.deliveries);
  } catch (error) {
    return countFailure(dependencies, delivery, error);
  }
  dependencies.acknowledge(delivery.entryId);
};

const handle = async (
  { handler, fence, handlerMaxMs }: HandlerDependencies,
  event: StreamEvent,
  deliveries: number,
): Promise<void> => {
  const effect = inTrace(continueTrace(event.traceparent), () => handler(event, { fence: fence(), deliveries }));
  await withDeadline(effect, handlerMaxMs);
  faultPoint('event-handled');
};

/** A handler that never settles must not hold its place for ever: with enough of them the partition would stand still. */
const withDeadline = async (effect: Promise<void>, maxMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The handler did not finish within ${maxMs} ms`)), maxMs);
  });
  try {
    await Promise.race([effect, deadline]);
  } finally {
    clearTimeout(timer);
  }
};

/** An outage is not the entry's fault: it does not count, however long it lasts. */
const countFailure = async (
  dependencies: HandlerDependencies,
  delivery: PendingDelivery,
  error: unknown,
): Promise<void> => {
  if (error instanceof Outage) throw error;
  if (delivery.deliveries >= dependencies.triesMax) {
    await bury(dependencies, delivery, toReason(error), delivery.subject);
    dependencies.parked.add(delivery.subject);
    return;
  }
  delivery.deliveries += 1;
  await dependencies.group.countDelivery(delivery);
  throw error;
};

const bury = async (
  { group, groupName, clock, logger }: HandlerDependencies,
  delivery: PendingDelivery,
  reason: string,
  park?: string,
): Promise<void> => {
  const { entryId, subject, deliveries } = delivery;
  const about = {
    reason,
    failedAt: clock().toISOString(),
    group: groupName,
    entryId,
    deliveries: `${deliveries}`,
  };
  const fields = [...delivery.fields, ...Object.entries(about).flat()];
  const isBuried = await group.deadLetter(delivery, park === undefined ? { fields } : { fields, park });
  // Not acknowledged: the entry stays pending for the next holder of the lease.
  if (isBuried === null) throw new Outage('lease');
  if (!isBuried) return;
  const line = { event: 'delivery.dead-lettered', entryId, subject, deliveries, reason };
  logger.error(line, 'event moved to the dead letter');
};

const toReason = (error: unknown): string => {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};

/** Each failure is a warning; an outage is logged once by the client of the dependency that is down. */
const logRetry = (
  { logger }: HandlerDependencies,
  { entryId, subject, deliveries, tries }: PendingDelivery,
  error: unknown,
): void => {
  const level = error instanceof Outage ? 'debug' : 'warn';
  const line = { event: 'delivery.failed', err: error, entryId, subject, deliveries, tries };
  logger[level](line, 'event could not be handled; it will be retried');
};
