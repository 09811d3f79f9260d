import { parseArgs } from 'node:util';
import type { Config } from '../config';
import type { DeadLetter, DeadLetterAction, DeadLetterSelection, DeadLetters } from '../ports/streams';
import { createDeadLetters } from '../streams/dead-letters/dead-letters';
import { connectPublisher, waitForFirstAttempt } from '../streams/redis';
import { nameIn, orderIdIn, UsageError } from './usage';

interface Asked {
  stream: string | undefined;
  id: string | undefined;
  group?: string;
  orderId?: string;
  all: boolean;
}

const streams = ['order-events', 'payment-events'];

/** `dead-letters`: what consumer groups have given up. */
export const deadLettersCommand = async (args: string[], config: Config): Promise<void> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { group: { type: 'string' }, order: { type: 'string' }, all: { type: 'boolean', default: false } },
  });
  const [verb = '', stream, id, ...rest] = positionals;
  const act = verbs[verb];
  if (!act) throw new UsageError(`dead-letters can ${Object.keys(verbs).join(', ')}`);
  if (rest.length > 0) throw new UsageError(`${rest[0]} is too much`);
  const asked = {
    stream: stream === undefined ? undefined : nameIn('The stream', stream),
    id,
    all: values.all,
    ...(values.group !== undefined && { group: nameIn('--group', values.group) }),
    ...(values.order !== undefined && { orderId: orderIdIn(values.order) }),
  };
  const redis = connectPublisher(config.redisUrl);
  redis.on('error', () => {});
  try {
    await waitForFirstAttempt(redis);
    await act(createDeadLetters({ redis, partitions: config.streamPartitions }), asked);
  } finally {
    redis.disconnect();
  }
};

const list = async (letters: DeadLetters, { stream, id, group, orderId }: Asked): Promise<void> => {
  if (id !== undefined) throw new UsageError('dead-letters list takes no id');
  let count = 0;
  for (const name of stream === undefined ? streams : [stream]) {
    for await (const letter of letters.list(name)) {
      if ((group ?? letter.group) !== letter.group || (orderId ?? letter.orderId) !== letter.orderId) continue;
      say(lineOf(letter));
      count += 1;
    }
  }
  if (count === 0) say('No dead letters');
};

const show = async (letters: DeadLetters, { stream, id }: Asked): Promise<void> =>
  say(JSON.stringify(await found(letters, stream, id), null, 2));

const settle =
  (action: DeadLetterAction) =>
  async (letters: DeadLetters, asked: Asked): Promise<void> => {
    const count = await letters.resolve(action, await selectionOf(letters, asked));
    say(`${count} ${count === 1 ? 'letter' : 'letters'} ${action === 'retry' ? 'retried' : 'dropped'}`);
  };

const verbs: Record<string, (letters: DeadLetters, asked: Asked) => Promise<void>> = {
  list,
  show,
  retry: settle('retry'),
  drop: settle('drop'),
};

const selectionOf = async (
  letters: DeadLetters,
  { stream, id, group, orderId, all }: Asked,
): Promise<DeadLetterSelection> => {
  if (id !== undefined) {
    if ((group ?? orderId) !== undefined || all) throw new UsageError('Either an id, or --group with --order or --all');
    const letter = await found(letters, stream, id);
    return { stream: letter.stream, group: letter.group, id: letter.id };
  }
  if (all === (orderId !== undefined)) throw new UsageError('Which ones? An id, or --group with --order or --all');
  const selection = { stream: nameIn('The stream', stream), group: nameIn('--group', group) };
  return orderId === undefined ? selection : { ...selection, orderId };
};

const found = async (letters: DeadLetters, stream: string | undefined, id: string | undefined): Promise<DeadLetter> => {
  const name = nameIn('The stream', stream);
  if (id === undefined) throw new UsageError('The id is missing');
  const letter = await letters.find(name, id);
  if (!letter) throw new Error(`${name} has no dead letter ${id}`);
  return letter;
};

const lineOf = ({ stream, id, group, failedAt, orderId = '-', event, reason }: DeadLetter): string =>
  [stream, id, group, failedAt, orderId, `${event.type ?? '-'} ${event.seq ?? ''}`.trim(), reason].join('  ');

const say = (line: string): void => void process.stdout.write(`${line}\n`);
