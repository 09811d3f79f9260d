import type { Command } from 'commander';
import type { DeadLetter, DeadLetterAction, DeadLetterSelection, DeadLetters } from '../../ports/streams';
import { createDeadLetters } from '../../streams/dead-letters/dead-letters';
import { streams, toId, toLetterId, toName } from '../arguments';
import { assertPartitions, print, printJson, withRedis } from '../connections';
import { readLocalConfig } from '../local-service';

interface Filter {
  group?: string;
  order?: string;
}

/** Adds `dead-letters list`, `show`, `retry` and `drop`. */
export const addDeadLetterCommands = (program: Command, options: { hidden?: boolean } = {}): void => {
  const letters = program
    .command('dead-letters', options)
    .description('Lists and resolves the events that consumer groups could not handle.');
  letters
    .command('list')
    .description('Lists dead letters, of both streams unless one is named.')
    .argument('[stream]', streams.join(' or '), toName)
    .option('--group <group>', 'only those of this group', toName)
    .option('--order <id>', 'only those of this order', toId)
    .option('--json', 'print a JSON document per line')
    .action(list);
  letters
    .command('show')
    .description('Prints a dead letter with its event.')
    .argument('<stream>', streams.join(' or '), toName)
    .argument('<id>', 'the id of the dead letter', toLetterId)
    .action((stream: string, id: string) => withDeadLetters(async (all) => printJson(await find(all, stream, id))));
  addResolution(letters, 'retry', 'Gives dead letters to their group again, in the order of their events.');
  addResolution(letters, 'drop', 'Removes dead letters. After the last one, the events of the order continue.');
};

const addResolution = (letters: Command, action: DeadLetterAction, description: string): void => {
  letters
    .command(action)
    .description(description)
    .argument('<stream>', streams.join(' or '), toName)
    .argument('[id]', 'the id of the dead letter; or --group with --order or --all', toLetterId)
    .option('--group <group>', 'those of this group', toName)
    .option('--order <id>', 'all of this order', toId)
    .option('--all', 'all of the group')
    .action((stream: string, id: string | undefined, selected: Filter & { all?: boolean }, command: Command) =>
      withDeadLetters(async (all) => {
        const count = await all.resolve(action, await toSelection(all, { stream, id, ...selected }, command));
        print(`${count} ${count === 1 ? 'letter' : 'letters'} ${action === 'retry' ? 'retried' : 'dropped'}`);
      }),
    );
};

const withDeadLetters = async (run: (letters: DeadLetters) => Promise<void>): Promise<void> => {
  const config = readLocalConfig(process.env);
  await assertPartitions(config);
  await withRedis(config, (redis) => run(createDeadLetters({ redis, partitions: config.streamPartitions })));
};

const list = (stream: string | undefined, { group, order, json }: Filter & { json?: boolean }): Promise<void> =>
  withDeadLetters(async (letters) => {
    let count = 0;
    for (const name of stream === undefined ? streams : [stream]) {
      for await (const letter of letters.list(name)) {
        if ((group ?? letter.group) !== letter.group || (order ?? letter.orderId) !== letter.orderId) continue;
        print(json ? JSON.stringify(letter) : toLine(letter));
        count += 1;
      }
    }
    if (count === 0 && !json) print('No dead letters');
  });

interface Selected extends Filter {
  stream: string;
  id: string | undefined;
  all?: boolean;
}

const toSelection = async (
  letters: DeadLetters,
  { stream, id, group, order, all = false }: Selected,
  command: Command,
): Promise<DeadLetterSelection> => {
  if (id !== undefined) {
    if (group !== undefined || order !== undefined || all) return command.error('error: use either an id, or options');
    const letter = await find(letters, stream, id);
    return { stream: letter.stream, group: letter.group, id: letter.id };
  }
  if (group === undefined || all === (order !== undefined))
    return command.error('error: name an id, or --group with either --order or --all');
  return order === undefined ? { stream, group } : { stream, group, orderId: order };
};

const find = async (letters: DeadLetters, stream: string, id: string): Promise<DeadLetter> => {
  const letter = await letters.find(stream, id);
  if (!letter) throw new Error(`${stream} has no dead letter ${id}`);
  return letter;
};

const toLine = ({ stream, id, group, failedAt, orderId = '-', event, reason }: DeadLetter): string =>
  [stream, id, group, failedAt, orderId, `${event.type ?? '-'} ${event.seq ?? ''}`.trim(), reason].join('  ');
