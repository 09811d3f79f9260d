import { parseArgs } from 'node:util';
import type { Config } from '../config';
import type { ActorDocument } from '../domain/actor-document';
import { type ReplaySelection, replay } from '../outbox/replay';
import { createConnection, openConnection } from '../store/connection';
import { createLogReader } from '../store/documents/log-reader';
import { createEventStream } from '../streams/publish/event-stream';
import { connectPublisher, waitForFirstAttempt } from '../streams/redis';
import { claimTarget } from '../streams/replay-target';
import { progressBar } from './progress';
import { nameIn, orderIdIn, UsageError } from './usage';

/** Where the logs of a stream are. */
const sources = {
  'order-events': { source: '/order-service', collection: 'orders', orderField: '_id', uri: 'ordersMongodbUri' },
  'payment-events': {
    source: '/payment-service',
    collection: 'payments',
    orderField: 'orderId',
    uri: 'paymentsMongodbUri',
  },
} as const;
type Source = keyof typeof sources;

/** What was asked for. */
interface ReplayCommand {
  from: Source;
  to: { stream: string; group?: string };
  selection: ReplaySelection;
}

/** Somebody waits. */
const openMaxMs = 5_000;

/** `replay`: events from MongoDB into a stream of their own. */
export const replayCommand = async (args: string[], config: Config): Promise<void> => {
  const { from, to, selection } = optionsIn(args);
  const { source, collection, orderField, uri } = sources[from];
  const { streamPartitions: partitions } = config;
  const database = createConnection();
  const redis = connectPublisher(config.redisUrl);
  redis.on('error', () => {});
  try {
    await Promise.all([openConnection(database, config[uri], openMaxMs), waitForFirstAttempt(redis)]);
    await claimTarget({ redis, partitions, ...to, selection: JSON.stringify([from, selection]) });
    const logs = createLogReader({ collection: database.collection<ActorDocument>(collection), orderField });
    const bar = progressBar(process.stderr, await logs.count(selection));
    const stream = createEventStream({ redis, stream: to.stream, source, partitions });
    const done = await replay({ logs, stream, selection, progressed: bar.show });
    bar.end();
    process.stdout.write(`${done.events} events of ${done.logs} logs are in ${to.stream}\n`);
  } finally {
    redis.disconnect();
    await database.close();
  }
};

const optionsIn = (args: string[]): ReplayCommand => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { to: text, from: text, order: text, 'from-seq': text, 'from-time': text, 'to-time': text },
  });
  const { from = 'order-events', order, 'from-seq': fromSeq, 'from-time': fromTime, 'to-time': toTime } = values;
  if (!(from in sources)) throw new UsageError(`--from must be one of ${Object.keys(sources).join(', ')}`);
  return {
    from: from as Source,
    to: targetIn(values.to),
    selection: {
      ...(order !== undefined && { orderId: orderIdIn(order) }),
      ...(fromSeq !== undefined && { fromSeq: seqIn(fromSeq) }),
      ...(fromTime !== undefined && { fromTime: timeIn('--from-time', fromTime) }),
      ...(toTime !== undefined && { toTime: timeIn('--to-time', toTime) }),
    },
  };
};

/** `<stream>` or `<stream>/<group>`. */
const targetIn = (value: string | undefined): ReplayCommand['to'] => {
  const [stream, group, ...rest] = value?.split('/') ?? [];
  if (rest.length > 0) throw new UsageError(`--to must be <stream> or <stream>/<group>, not ${value}`);
  const target = nameIn('--to', stream);
  if (target in sources) throw new UsageError(`${target} is kept whole by the service: choose a stream of its own`);
  return { stream: target, ...(group !== undefined && { group: nameIn('The group of --to', group) }) };
};

const seqIn = (value: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new UsageError(`--from-seq must be a whole number from 1 on, not ${value}`);
  return Number(value);
};

const timeIn = (name: string, value: string): Date => {
  const time = new Date(value);
  if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(time.getTime())) {
    throw new UsageError(`${name} must be a time like 2026-01-31T10:00:00Z, not ${value}`);
  }
  return time;
};
