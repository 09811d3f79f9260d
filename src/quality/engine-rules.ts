import { isLegalStep } from '../actors/orders/history-rules';
import type { Users } from '../ports/upstream-services';
import type { Looking, Surroundings } from './check';
import type { PlacedRule } from './data-contract';
import { type ExportedOrder, valuesAt } from './exported-order';

interface Implementation {
  rule?: string;
  property?: string;
  machine?: string;
  field?: string;
  mustBe?: number;
}

/** The rules that no standard has. */
export const engineRule = ({ rule, path }: PlacedRule, { users }: Surroundings): Looking => {
  const said = (rule.implementation ?? {}) as Implementation;
  if (rule.type !== 'custom' || rule.engine !== 'order-management' || said.mustBe !== 0) return null;
  const [list = ''] = path;
  if (said.rule === 'userExists' && said.property !== undefined) return userExists(users, said.property);
  if (said.rule === 'validTransitions' && said.machine === 'order')
    return { see: ({ order }) => isLegalPath(order, order[list]) };
  if (said.rule !== 'gapless' || said.field === undefined) return null;
  const { field } = said;
  return { see: ({ order }) => valuesAt(order[list], [field]).every((seq, index) => seq === index + 1) };
};

interface Entry {
  type: string;
  before?: string;
  after: string;
}

/** The history from nothing to the status of the order, each step one that the machine has. */
const isLegalPath = ({ status }: ExportedOrder, log: unknown): boolean => {
  if (!Array.isArray(log)) return false;
  const entries: Entry[] = log.map((entry) => entry ?? {});
  const isConnected = (entry: Entry, index: number): boolean => entry.before === entries[index - 1]?.after;
  return (
    entries.every((entry, index) => isConnected(entry, index) && isLegalStep(entry)) && entries.at(-1)?.after === status
  );
};

/** As many users as are asked for; those of the newest orders. */
const usersMax = 10_000;
const askedAtOnce = 16;

/** Whether the user service knows who ordered; each is asked for once, with the newest of their orders. */
const userExists = (users: Users, property: string): Looking => {
  const orderOf = new Map<string, string>();
  let isSample = false;
  return {
    see: ({ _id, order }) => {
      const userId = order[property];
      if (typeof userId !== 'string') return false;
      if (orderOf.size < usersMax) orderOf.set(userId, orderOf.get(userId) ?? _id);
      else isSample ||= !orderOf.has(userId);
      return true;
    },
    conclude: async () => {
      const waiting = [...orderOf];
      const ids: string[] = [];
      while (waiting.length > 0) ids.push(...(await ordersOfNobody(users, waiting.splice(0, askedAtOnce))));
      return { ids, ...(isSample && { note: `the ${usersMax} users of the newest orders were looked at` }) };
    },
  };
};

const ordersOfNobody = async (users: Users, asked: [userId: string, orderId: string][]): Promise<string[]> => {
  const found = await Promise.all(asked.map(([userId]) => users.find(userId)));
  return asked.filter((_one, index) => found[index] === null).map(([, orderId]) => orderId);
};
