import type { Clock } from '../clock';
import type { Journal } from '../journal';
import { missing } from './errors';
import { stripeId } from './ids';

/** The version that the SDK pins; the objects are shaped by it. */
const apiVersion = '2026-10-28.endive';

/** An event as Stripe lists and posts it. `text` is its JSON. */
export interface StoredEvent {
  id: string;
  type: string;
  created: number;
  createdMs: number;
  text: string;
}

/** The request that caused an event; none when a person or the bank did. */
export interface Cause {
  id: string;
  idempotency_key: string | null;
}

/**
 * Events that repeat what another one says. An endpoint that asks for what it needs does not subscribe to them.
 * https://docs.stripe.com/api/events/types
 */
const repeats = new Set([
  'charge.captured',
  'charge.failed',
  'charge.succeeded',
  'charge.updated',
  'payment_intent.created',
  'payment_method.attached',
  'payment_method.detached',
  'setup_intent.created',
]);

export interface Events {
  /** Adds an event about an object, given as JSON text. */
  emit: (type: string, object: string, previous?: object) => void;
  /** Names what causes the events that follow. */
  causedBy: (cause: Cause | null) => void;
  /** @throws StripeError 404 */
  get: (id: string) => StoredEvent;
  newestFirst: (beforeId?: string) => Iterable<StoredEvent>;
  /** Hands the events of the last commit to `deliver`. */
  deliver: () => void;
}

interface EventsOptions {
  journal: Journal;
  clock: Clock;
  everyEvent: boolean;
  deliver: (event: StoredEvent) => void;
}

/** Events of the last 30 days, in the order of the changes that they tell of. */
export const createEvents = ({ journal, clock, everyEvent, deliver }: EventsOptions): Events => {
  const events = journal.kept<Omit<StoredEvent, 'createdMs' | 'text'>>('events').map(readAgain);
  const positions = new Map(events.map(({ id }, at) => [id, at]));
  let undelivered: StoredEvent[] = [];
  let cause: Cause | null = null;
  return {
    causedBy: (next) => {
      cause = next;
    },
    emit: (type, object, previous) => {
      if (cause !== null && !everyEvent && repeats.has(type)) return;
      const id = stripeId('evt');
      const createdMs = clock.now();
      const created = Math.floor(createdMs / 1000);
      const data = `{"object":${object}${previous ? `,"previous_attributes":${JSON.stringify(previous)}` : ''}}`;
      const request = JSON.stringify(cause ?? { id: null, idempotency_key: null });
      const text = `{"id":"${id}","object":"event","api_version":"${apiVersion}","created":${created},"data":${data},"livemode":false,"pending_webhooks":1,"request":${request},"type":"${type}"}`;
      const event = { id, type, created, createdMs, text };
      positions.set(id, events.push(event) - 1);
      journal.add('events', text);
      undelivered.push(event);
    },
    get: (id) => {
      const event = events[positions.get(id) ?? -1];
      if (!event) throw missing('event', id);
      return event;
    },
    newestFirst: function* (beforeId) {
      const end = beforeId === undefined ? events.length : (positions.get(beforeId) ?? 0);
      for (let at = end - 1; at >= 0; at -= 1) yield events[at] as StoredEvent;
    },
    deliver: () => {
      const committed = undelivered;
      undelivered = [];
      for (const event of committed) deliver(event);
    },
  };
};

/** Whether an endpoint is subscribed to an event: to all of them with `*`, else to those that say something new. */
export const isSubscribedTo = (type: string, subscription: string[] | undefined): boolean =>
  subscription === undefined ? !repeats.has(type) : subscription.includes('*') || subscription.includes(type);

const readAgain = (event: Omit<StoredEvent, 'createdMs' | 'text'>): StoredEvent => {
  const { id, type, created } = event;
  return { id, type, created, createdMs: created * 1000, text: JSON.stringify(event) };
};
