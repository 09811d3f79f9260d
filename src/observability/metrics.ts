import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The figures of a consumer group, ages in seconds. */
interface GroupStatus {
  name: string;
  oldestNeededSeconds: number;
  letters: number;
  oldestLetterSeconds: number;
}

/** What the service counts, named by what happened. */
export interface Metrics {
  registry: Registry;
  httpResponded: (method: string, route: string, status: number, seconds: number) => void;
  orderCreated: (currency: string, value: number) => void;
  /** An event of an order or a payment was committed; `ageMs` is how old its order or payment is. */
  eventCommitted: (type: string, ageMs: number) => void;
  dependencyFailed: (dependency: string) => void;
  /** An operator's login was wrong. */
  loginFailed: () => void;
  /** A newer release wrote a document that was read. */
  newerVersionRead: (collection: string) => void;
  publicationFailed: () => void;
  /** An event cannot be published. */
  eventUnpublishable: () => void;
  /** The Redis of a stream has lost something, or is another server. */
  redisDataLost: (stream: string) => void;
  /** How the consumer groups of a stream stand. */
  groupsObserved: (stream: string, groups: GroupStatus[]) => void;
  /** Asks for a gauge when it is scraped. */
  observe: (name: string, help: string, read: () => Promise<number>) => void;
  /** The same with one figure for each value of a label. */
  observeBy: (label: string, name: string, help: string, read: () => Promise<Record<string, number>>) => void;
}

/** The domain's key metrics on a registry of their own, with those of the process. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const http = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5, 1, 2, 5, 10],
    registers,
  });
  const created = new Counter({
    name: 'orders_created_total',
    help: 'Orders placed',
    labelNames: ['currency'],
    registers,
  });
  const value = new Counter({
    name: 'orders_value_total',
    help: 'Value of the orders placed, in major units; with orders_created_total the average order value',
    labelNames: ['currency'],
    registers,
  });
  const changed = new Counter({
    name: 'order_transitions_total',
    help: 'Events of orders, by what happened: completion rate and status distribution',
    labelNames: ['status'],
    registers,
  });
  const fulfilment = new Histogram({
    name: 'order_fulfillment_seconds',
    help: 'Time from placing an order to its delivery',
    buckets: [60, 3600, 6 * 3600, 86_400, 3 * 86_400, 7 * 86_400, 14 * 86_400],
    registers,
  });
  const settled = new Counter({
    name: 'payments_finished_total',
    help: 'Payments by outcome',
    labelNames: ['status'],
    registers,
  });
  const failures = new Counter({
    name: 'dependency_failures_total',
    help: 'Calls to other systems that failed',
    labelNames: ['dependency'],
    registers,
  });
  const newer = new Counter({
    name: 'documents_newer_version_total',
    help: 'Reads of documents that a newer release wrote and that this process cannot handle',
    labelNames: ['collection'],
    registers,
  });
  const logins = new Counter({
    name: 'operator_login_failures_total',
    help: "Logins at the operators' listener with wrong credentials",
    registers,
  });
  return {
    registry,
    httpResponded: (method, route, status, seconds) => http.observe({ method, route, status }, seconds),
    orderCreated: (currency, amount) => {
      created.inc({ currency });
      value.inc({ currency }, amount);
    },
    eventCommitted: (type, ageMs) => {
      const [entity, status = ''] = type.split('.');
      if (entity === 'order') changed.inc({ status });
      else settled.inc({ status });
      if (type === 'order.delivered') fulfilment.observe(ageMs / 1000);
    },
    dependencyFailed: (dependency) => failures.inc({ dependency }),
    loginFailed: () => logins.inc(),
    newerVersionRead: (collection) => newer.inc({ collection }),
    ...eventCounters(registers),
    groupsObserved: createGroupGauges(registers),
    observe: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read().catch(() => Number.NaN));
        },
      });
    },
    observeBy: (label, name, help, read) => {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          this.reset();
          for (const [name, value] of Object.entries(await read().catch(() => ({}))))
            this.set({ [label]: name }, value);
        },
      });
    },
  };
};

/** What may go wrong on the way to a stream. */
const eventCounters = (
  registers: Registry[],
): Pick<Metrics, 'publicationFailed' | 'eventUnpublishable' | 'redisDataLost'> => {
  const publications = new Counter({
    name: 'event_publish_failures_total',
    help: 'Batches of events that could not be published at once and were left to the sweep',
    registers,
  });
  const blocked = new Counter({
    name: 'events_unpublishable_total',
    help: 'Events that cannot be published, such as those that are too large',
    registers,
  });
  const losses = new Counter({
    name: 'event_recoveries_total',
    help: 'Times that Redis restarted or lost data, so that events were published again',
    labelNames: ['stream'],
    registers,
  });
  return {
    publicationFailed: () => publications.inc(),
    eventUnpublishable: () => blocked.inc(),
    redisDataLost: (stream) => losses.inc({ stream }),
  };
};

const createGroupGauges = (registers: Registry[]): Metrics['groupsObserved'] => {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['stream', 'group'], registers });
  const needed = gauge(
    'event_group_oldest_needed_age_seconds',
    'Age of the oldest event that a consumer group still needs; 0 when it needs none',
  );
  const letters = gauge('event_dead_letters', 'Events that a consumer group has in the dead letter');
  const oldest = gauge(
    'event_dead_letters_oldest_age_seconds',
    'Age of the oldest event that a consumer group has in the dead letter; 0 when it has none',
  );
  const known = new Map<string, string[]>();
  return (stream, groups) => {
    for (const group of known.get(stream) ?? [])
      for (const each of [needed, letters, oldest]) each.remove({ stream, group });
    for (const { name: group, ...status } of groups) {
      needed.set({ stream, group }, status.oldestNeededSeconds);
      letters.set({ stream, group }, status.letters);
      oldest.set({ stream, group }, status.oldestLetterSeconds);
    }
    known.set(
      stream,
      groups.map(({ name }) => name),
    );
  };
};
