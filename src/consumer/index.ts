import { createLogger, type Logger } from '../observability/logger';
import { type Consumer, type ConsumerOptions, createConsumer } from '../streams/consume/consumer';
import type { Streams } from './events';

export { Outage } from '../domain/errors';
export { fromDecimal, toDecimal } from '../domain/money';
export type { DeliveryContext, StreamEvent, StreamHandler } from '../ports/streams';
export type { Consumer } from '../streams/consume/consumer';
export type { Lag } from '../streams/consume/consumer-group';
export type { OrderStreamEvent, PaymentStreamEvent, Streams } from './events';
export { type Effect, exactlyOnce, type InboxDocument } from './exactly-once';

/** `redisUrl`, `stream`, `group` and `handler` are enough; the rest has usual values. */
export type Options<S extends keyof Streams> = Omit<ConsumerOptions<Streams[S]>, 'logger' | 'stream'> & {
  stream: S;
  logger?: Logger;
};

/**
 * A member of a consumer group of the order service's streams. The handler gets each event at least once, one order in
 * sequence and different orders side by side, in one process of the group at a time.
 *
 * When it throws, the event comes again, after a delay that doubles; after `triesMax` failures it goes to
 * `<stream>:dead-letter` and its order is parked. When it throws `Outage`, something that it needs is down: the event
 * waits for it without being counted. For an effect that must happen once, wrap it in `exactlyOnce`.
 */
export const consumer = <S extends keyof Streams>(options: Options<S>): Consumer =>
  createConsumer<Streams[S]>({ logger: createLogger({ level: 'info' }), ...options });
