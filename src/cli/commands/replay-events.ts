import { InvalidArgumentError } from 'commander';
import type { Config } from '../../config';
import type { ActorDocument } from '../../domain/actor-document';
import { type ReplaySelection, replay } from '../../outbox/replay';
import { createLogReader } from '../../store/documents/log-reader';
import { createEventStream } from '../../streams/publish/event-stream';
import { claimTarget } from '../../streams/replay-target';
import { toName } from '../arguments';
import { print, withDatabase, withRedis } from '../connections';
import { progressBar } from '../progress';

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

/** The stream that a replay writes, and a group that shall read it from its beginning. */
interface Target {
  stream: string;
  group?: string;
}

/** The options of `events replay`. */
export interface ReplayOptions {
  from: keyof typeof sources;
  to: Target;
  order?: string;
  fromSeq?: number;
  fromTime?: Date;
  toTime?: Date;
}

/** Publishes events from MongoDB again to a stream of their own, and shows the progress. */
export const replayEvents = async ({ from, to, ...options }: ReplayOptions, config: Config): Promise<void> => {
  const { source, collection, orderField, uri } = sources[from];
  const { streamPartitions: partitions } = config;
  const selection = toSelection(options);
  await withDatabase(config[uri], (database) =>
    withRedis(config, async (redis) => {
      await claimTarget({ redis, partitions, ...to, selection: JSON.stringify([from, selection]) });
      const logs = createLogReader({ collection: database.collection<ActorDocument>(collection), orderField });
      const bar = progressBar(process.stderr, await logs.count(selection));
      const stream = createEventStream({ redis, stream: to.stream, source, partitions });
      const done = await replay({ logs, stream, selection, progressed: bar.show });
      bar.end();
      print(`${done.events} events of ${done.logs} logs are in ${to.stream}`);
    }),
  );
};

const toSelection = ({ order, ...rest }: Omit<ReplayOptions, 'from' | 'to'>): ReplaySelection => ({
  ...(order !== undefined && { orderId: order }),
  ...rest,
});

/** Accepts `<stream>` or `<stream>/<group>`. @throws InvalidArgumentError */
export const toTarget = (value: string): Target => {
  const [stream = '', group, ...rest] = value.split('/');
  if (rest.length > 0) throw new InvalidArgumentError('It must be <stream> or <stream>/<group>.');
  if (stream in sources) throw new InvalidArgumentError(`The service owns ${stream}: choose another stream.`);
  return { stream: toName(stream), ...(group !== undefined && { group: toName(group) }) };
};
