import type { Redis } from 'ioredis';
import { DomainError } from '../../domain/errors';
import type { DeadLetter, DeadLetterAction, DeadLetterSelection, DeadLetters } from '../../ports/streams';
import { entriesIn } from '../entries';
import { orUnavailable } from '../redis';
import { script } from '../script';
import { type Fields, toMembers } from '../stream-entry';
import { partitionKeys, type StreamKeys } from '../stream-keys';
import { resolveLua } from './dead-letter.lua';
import { readNewestLetter } from './retained-entries';

interface DeadLettersParts {
  redis: Redis;
  partitions: number;
}

/** The letters that a group has of one order: they come and go together. */
interface Bundle {
  group: string;
  orderId: string | undefined;
  letters: DeadLetter[];
}

const settleScript = script(resolveLua);
const pageSize = 100;
/** How often other letters may come in between, while we look. */
const looksMax = 20;

/** What consumer groups have given up, in Redis. @throws Unavailable `redis` from every function */
export const createDeadLetters = ({ redis, partitions }: DeadLettersParts): DeadLetters => {
  const idOf = (partition: number, letterId: string) => (partitions === 1 ? letterId : `${partition}:${letterId}`);

  async function* lettersIn(stream: string, partition: number, after = '0-0'): AsyncGenerator<DeadLetter> {
    const keys = partitionKeys(stream, partitions)[partition];
    if (!keys) return;
    for await (const [letterId, fields] of entriesIn(redis, keys.deadLetter, { after, pageSize })) {
      yield { ...letterOf(stream, fields), id: idOf(partition, letterId) };
    }
  }

  const settleIn = async (
    action: DeadLetterAction,
    selection: DeadLetterSelection,
    partition: number,
  ): Promise<number> => {
    const keys = partitionKeys(selection.stream, partitions)[partition];
    if (!keys) return 0;
    let settled = 0;
    for (let looks = 0; looks < looksMax; looks += 1) {
      const seen = await readNewestLetter(redis, keys.deadLetter);
      const bundles = await bundlesOf(lettersIn(selection.stream, partition), selection);
      const counts = await settleAll(bundles, (bundle) =>
        settleBundle(redis, keys, { action, selection, bundle, seen }),
      );
      settled += counts.settled;
      if (!counts.isOvertaken) return settled;
    }
    throw new DomainError('dead-letter-busy', `${keys.deadLetter} grows faster than it can be read`);
  };

  return {
    list: async function* (stream, after) {
      const from = after === undefined ? undefined : placeOf(after);
      for (let partition = from?.partition ?? 0; partition < partitions; partition += 1) {
        yield* lettersIn(stream, partition, partition === from?.partition ? from.letterId : '0-0');
      }
    },
    find: async (stream, id) => {
      const { partition, letterId } = placeOf(id);
      const keys = partitionKeys(stream, partitions)[partition];
      if (!keys) return null;
      const [entry] = await orUnavailable(redis.xrange(keys.deadLetter, letterId, letterId));
      return entry ? { ...letterOf(stream, entry[1]), id: idOf(partition, letterId) } : null;
    },
    resolve: async (action, selection) => {
      if (selection.id !== undefined) return settleIn(action, selection, placeOf(selection.id).partition);
      let settled = 0;
      for (let partition = 0; partition < partitions; partition += 1) {
        settled += await settleIn(action, selection, partition);
      }
      return settled;
    },
  };
};

/** `3:1795604791583-0` is in partition 3; without a number there is only one. @throws DomainError `invalid-letter-id` */
const placeOf = (id: string): { partition: number; letterId: string } => {
  const [, partition = '0', letterId] = /^(?:(\d{1,6}):)?(\d{1,20}-\d{1,20})$/.exec(id) ?? [];
  if (letterId === undefined) throw new DomainError('invalid-letter-id', `${id} is not the id of a dead letter`);
  return { partition: Number(partition), letterId };
};

const letterOf = (stream: string, fields: Fields): Omit<DeadLetter, 'id'> => {
  const { group = '', entryId = '', reason = '', failedAt = '', deliveries = '', ...event } = toMembers(fields);
  return {
    stream,
    group,
    entryId,
    reason,
    failedAt,
    deliveries: Number(deliveries),
    ...(event.subject ? { orderId: event.subject } : {}),
    event,
  };
};

const bundlesOf = async (
  letters: AsyncIterable<DeadLetter>,
  { group, orderId, id }: DeadLetterSelection,
): Promise<Bundle[]> => {
  const bundles = new Map<string, Bundle>();
  for await (const letter of letters) {
    if (letter.group !== group) continue;
    // What names no order is on its own.
    const name = letter.orderId ?? letter.id;
    const bundle = bundles.get(name) ?? { group, orderId: letter.orderId, letters: [] };
    bundles.set(name, bundle);
    bundle.letters.push(letter);
  }
  return [...bundles.values()].filter(
    (bundle) =>
      (orderId === undefined || bundle.orderId === orderId) &&
      (id === undefined || bundle.letters.some((letter) => letter.id === id)),
  );
};

const settleAll = async (bundles: Bundle[], settle: (bundle: Bundle) => Promise<number>) => {
  let settled = 0;
  for (const bundle of bundles) {
    const count = await settle(bundle);
    if (count < 0) return { settled, isOvertaken: true };
    settled += count;
  }
  return { settled, isOvertaken: false };
};

interface Settling {
  action: DeadLetterAction;
  selection: DeadLetterSelection;
  bundle: Bundle;
  /** The newest letter when we looked. */
  seen: string;
}

/** −1: letters have come since we looked. */
const settleBundle = async (
  redis: Redis,
  { stream, deadLetter, parked, lease }: StreamKeys,
  { action, selection: { id }, bundle: { group, orderId = '', letters }, seen }: Settling,
): Promise<number> => {
  const chosen = action === 'drop' && id !== undefined ? letters.filter((letter) => letter.id === id) : letters;
  // An order is held back for as long as a letter of it is left.
  const released = chosen.length === letters.length ? orderId : '';
  const pairs = chosen.flatMap((letter) => [placeOf(letter.id).letterId, letter.entryId]);
  const args = [action, group, released, seen, ...pairs];
  const answer = await settleScript(redis, [stream, deadLetter, parked(group), lease(group)], args).catch(
    (error: unknown) => {
      throw isWithoutGroup(error) ? new DomainError('group-not-found', `${stream} has no group ${group}`) : error;
    },
  );
  if (typeof answer === 'string') throw trimmed(stream, answer, orderId);
  return Number(answer);
};

const isWithoutGroup = (error: unknown): boolean => error instanceof Error && error.message.includes('NOGROUP');

const trimmed = (stream: string, entryId: string, orderId: string) =>
  new DomainError(
    'entry-trimmed',
    `${stream} no longer has ${entryId}: replay ${orderId || 'it'}, then drop the letter`,
  );
