import { DomainError } from '../../domain/errors';
import type { DeadLetter, DeadLetterAction, DeadLetterSelection } from '../../ports/streams';
import type { RedisClient } from '../../redis/connect';
import { script } from '../../redis/script';
import type { StreamKeys } from '../stream-keys';
import { resolveLua } from './dead-letter.lua';
import { parseLetterId } from './letter';
import { readNewestLetter } from './letter-index';

/** The letters that a group has of one order: they are resolved together. */
interface OrderLetters {
  orderId: string | undefined;
  letters: Pick<DeadLetter, 'id' | 'entryId'>[];
}

interface Resolving {
  redis: RedisClient;
  keys: StreamKeys;
  action: DeadLetterAction;
  selection: DeadLetterSelection;
  /** Reads all letters of the partition. */
  readLetters: () => AsyncIterable<DeadLetter>;
}

const resolveScript = script(resolveLua);
/** How often the letters are read again because an order got another one meanwhile. */
const readsMax = 20;

/**
 * Retries or drops the selected letters of one partition; returns how many there were.
 * @throws DomainError `entry-trimmed`, `group-not-found`, `dead-letter-busy`
 */
export const resolveLetters = async (resolving: Resolving): Promise<number> => {
  const { redis, keys, selection, readLetters } = resolving;
  let resolved = 0;
  for (let reads = 0; reads < readsMax; reads += 1) {
    const newestSeen = await readNewestLetter(redis, keys.deadLetter);
    const orders = await selectLetters(readLetters, selection);
    const counts = await resolveOrders(resolving, orders, newestSeen);
    resolved += counts.resolved;
    if (!counts.isOvertaken) return resolved;
  }
  throw new DomainError(
    'dead-letter-busy',
    `${keys.deadLetter} gets letters of the order faster than they can be read`,
  );
};

/** Selects letters by order; one letter selects its order. Keeps ids only: the events may be large. */
const selectLetters = async (
  readLetters: Resolving['readLetters'],
  { group, orderId, id }: DeadLetterSelection,
): Promise<OrderLetters[]> => {
  const orders = new Map<string, OrderLetters>();
  for await (const letter of readLetters()) {
    if (letter.group !== group || (orderId ?? letter.orderId) !== letter.orderId) continue;
    // A letter that names no order stands alone.
    const name = letter.orderId ?? letter.id;
    const order = orders.get(name) ?? { orderId: letter.orderId, letters: [] };
    orders.set(name, order);
    order.letters.push({ id: letter.id, entryId: letter.entryId });
  }
  const all = [...orders.values()];
  return id === undefined ? all : all.filter(({ letters }) => letters.some((letter) => letter.id === id));
};

const resolveOrders = async (resolving: Resolving, orders: OrderLetters[], newestSeen: string) => {
  let resolved = 0;
  for (const order of orders) {
    const count = await resolveOrder(resolving, order, newestSeen);
    if (count < 0) return { resolved, isOvertaken: true };
    resolved += count;
  }
  return { resolved, isOvertaken: false };
};

/** Returns -1 when the order has got another letter. */
const resolveOrder = async (
  { redis, keys, action, selection: { id, group } }: Resolving,
  { orderId = '', letters }: OrderLetters,
  newestSeen: string,
): Promise<number> => {
  const { stream, deadLetter, parked, lease } = keys;
  const chosen = action === 'drop' && id !== undefined ? letters.filter((letter) => letter.id === id) : letters;
  // An order stays parked as long as a letter of it is left.
  const released = chosen.length === letters.length ? orderId : '';
  const pairs = chosen.flatMap((letter) => [parseLetterId(letter.id).letterId, letter.entryId]);
  const names = [stream, deadLetter, parked(group), lease(group), keys.letters(group)];
  const reply = await resolveScript(redis, names, [action, group, released, newestSeen, ...pairs]).catch(
    (error: unknown) => {
      throw isWithoutGroup(error) ? new DomainError('group-not-found', `${stream} has no group ${group}`) : error;
    },
  );
  if (typeof reply === 'string') throw entryTrimmed(stream, reply, orderId);
  return Number(reply);
};

const isWithoutGroup = (error: unknown): boolean => error instanceof Error && error.message.includes('NOGROUP');

const entryTrimmed = (stream: string, entryId: string, orderId: string) =>
  new DomainError(
    'entry-trimmed',
    `${stream} no longer has ${entryId}: replay ${orderId ? `the order ${orderId}` : 'it'}, then drop the letter`,
  );
