import type { ActorDocument, Settlement } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import type { Clock } from '../../ports/clock';
import type { ActorStore } from '../../ports/stores';
import type { ActorHost } from './actor-host';

interface AttendingParts<D extends ActorDocument> {
  store: Pick<ActorStore<D>, 'attended'>;
  host: ActorHost<D>;
  clock: Clock;
}

/** Who settled something by hand, and how. */
export type SettledBy = Pick<Settlement, 'settledBy' | 'settledHow'>;

/** What waits for a person, and how one says that it is settled. */
export interface Attending<D extends ActorDocument = ActorDocument> {
  list: (limit: number) => Promise<D[]>;
  /** @throws DomainError `nothing-to-settle`, or the actor's not-found */
  settle: (id: string, by: SettledBy) => Promise<D>;
}

/** As many settlements as a document remembers. */
const settlementsMax = 20;

/** The attention of persons to orders or payments. It moves no money: what was done by hand is only noted. */
export const attending = <D extends ActorDocument>({ store, host, clock }: AttendingParts<D>): Attending<D> => ({
  list: store.attended,
  settle: (id, by) => {
    const mark = { commandId: newId() };
    return host.change(id, mark, (stored) => settled(stored, { ...by, ...mark, settledAt: clock() }));
  },
});

const settled = <D extends ActorDocument>(stored: D, by: Omit<Settlement, 'reason' | 'since'>): D => {
  const { attention, ...rest } = stored;
  const earlier = stored.settlements ?? [];
  // The reply of our own change may have been lost.
  if (earlier.at(-1)?.commandId === by.commandId) return stored;
  if (!attention) throw new DomainError('nothing-to-settle', `${stored._id} needs no attention`);
  return {
    ...(rest as D),
    version: stored.version + 1,
    settlements: [...earlier, { ...attention, ...by }].slice(-settlementsMax),
    updatedAt: by.settledAt,
  };
};
