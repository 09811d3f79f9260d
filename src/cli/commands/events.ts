import { type Command, Option } from 'commander';
import { entriesIn } from '../../streams/entries';
import { toMembers } from '../../streams/stream-entry';
import { partitionKeys } from '../../streams/stream-keys';
import { streams, toCount, toId, toName, toTime } from '../arguments';
import { assertPartitions, print, withRedis } from '../connections';
import { readLocalConfig } from '../local-service';
import { addDeadLetterCommands } from './dead-letters';
import { type ReplayOptions, replayEvents, toTarget } from './replay-events';

const pageSize = 500;

/** Adds `events read` and `events replay`. */
export const addEventCommands = (program: Command): void => {
  const events = program.command('events').description('Reads and replays events.');
  events
    .command('read')
    .description('Prints the entries of a stream in Redis, one per line.')
    .argument('<stream>', `${streams.join(', ')}, or another stream`, toName)
    .argument('[order id]', 'only the events of this order', toId)
    .action(readEvents);
  events
    .command('replay')
    .description('Publishes events from MongoDB again, with their ids, to a separate stream.')
    .requiredOption('--to <stream>[/<group>]', 'the stream, and a group that reads it from the beginning', toTarget)
    .addOption(new Option('--from <stream>', 'the stream to replay').choices(streams).default('order-events'))
    .option('--order <id>', 'only the events of this order', toId)
    .option('--from-seq <n>', 'only events of each order or payment from this sequence number on', toCount)
    .option('--from-time <time>', 'only events from this time on, such as 2026-01-31 or 2026-01-31T10:00:00Z', toTime)
    .option('--to-time <time>', 'only events before this time', toTime)
    .action((options: ReplayOptions) => replayEvents(options, readLocalConfig(process.env)));
  // `npm run events -- dead-letters …` was the only way to them.
  addDeadLetterCommands(events, { hidden: true });
};

const readEvents = async (stream: string, orderId?: string): Promise<void> => {
  const config = readLocalConfig(process.env);
  if (streams.includes(stream)) await assertPartitions(config);
  await withRedis(config, async (redis) => {
    for (const { stream: key } of partitionKeys(stream, config.streamPartitions)) {
      for await (const [id, fields] of entriesIn(redis, key, { pageSize })) {
        const entry = toMembers(fields);
        if ((orderId ?? entry.subject) === entry.subject) print(`${id} ${JSON.stringify(entry)}`);
      }
    }
  });
};
