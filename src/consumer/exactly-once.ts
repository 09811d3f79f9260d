import type { mongo } from 'mongoose';
import { DomainError, Outage } from '../domain/errors';
import type { DeliveryContext, StreamEvent, StreamHandler } from '../ports/streams';
import { orUnavailable } from '../store/mongo-errors';
import { entityOf } from './events';

/** What a group remembers of one order, or of one payment. */
export interface InboxDocument {
  /** `<group> <source>/<entity>` */
  _id: string;
  /** The last event that had its effect. */
  seq: number;
  eventId: string;
  fence: number;
}

/** The effect of one event; all that it writes must go through the session. */
export type Effect<E extends StreamEvent> = (
  event: E,
  session: mongo.ClientSession,
  context: DeliveryContext,
) => Promise<void>;

interface ExactlyOnceParts {
  /** Of a replica set: the effect is a transaction. */
  client: mongo.MongoClient;
  inbox: mongo.Collection<InboxDocument>;
  group: string;
}

const durable = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } } as const;

/**
 * A handler whose effect happens once for each event: the memory of the event is committed with it, in one transaction.
 * An event that was seen has no further effect, in any process and after any crash; a process that slept past
 * its lease cannot write. An event that skips one of its order fails, and is parked with its order.
 * @throws Outage, DomainError `event-gap`, `event-conflict` from the handler
 */
export const exactlyOnce =
  <E extends StreamEvent>({ client, inbox, group }: ExactlyOnceParts, effect: Effect<E>): StreamHandler<E> =>
  (event, context) =>
    orUnavailable(
      client.withSession((session) =>
        session.withTransaction(async () => {
          const _id = `${group} ${event.source}/${entityOf(event)}`;
          const seen = await inbox.findOne({ _id }, { session });
          if (seen && !isNews(seen, event, context)) return;
          const next = { seq: event.seq, eventId: event.id, fence: context.fence };
          await inbox.updateOne({ _id }, { $set: next }, { session, upsert: true });
          await effect(event, session, context);
        }, durable),
      ),
    );

const isNews = ({ seq, eventId, fence }: InboxDocument, event: StreamEvent, context: DeliveryContext): boolean => {
  if (context.fence < fence) throw new Outage('lease');
  if (event.seq < seq) return false;
  if (event.seq > seq + 1) throw new DomainError('event-gap', `Event ${event.seq} came after event ${seq}`);
  if (event.seq === seq && event.id !== eventId)
    throw new DomainError('event-conflict', `Event ${seq} was ${eventId}, now it is ${event.id}`);
  return event.seq > seq;
};
