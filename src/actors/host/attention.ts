import type { ActorDocument, Resolution } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import type { Clock } from '../../ports/clock';
import type { ActorStore } from '../../ports/stores';
import type { ActorHost } from './actor-host';

interface AttentionDependencies<D extends ActorDocument> {
  store: Pick<ActorStore<D>, 'listAttention'>;
  host: ActorHost<D>;
  clock: Clock;
}

/** Who settled something by hand, and how. */
export type ResolvedBy = Pick<Resolution, 'resolvedBy' | 'resolution'>;

/** What waits for a person, and how one says that it is settled. */
export interface AttentionList<D extends ActorDocument = ActorDocument> {
  list: (limit: number) => Promise<D[]>;
  /** @throws DomainError `nothing-to-resolve`, or the actor's not-found */
  resolve: (id: string, by: ResolvedBy) => Promise<D>;
}

/** As many resolutions as a document remembers. */
const resolutionsMax = 20;

/** The attention of persons to orders or payments. It moves no money: what was done by hand is only noted. */
export const createAttentionList = <D extends ActorDocument>({
  store,
  host,
  clock,
}: AttentionDependencies<D>): AttentionList<D> => ({
  list: store.listAttention,
  resolve: (id, by) => {
    const mark = { commandId: newId() };
    return host.change(id, mark, (stored) => resolveAttention(stored, { ...by, ...mark, resolvedAt: clock() }));
  },
});

const resolveAttention = <D extends ActorDocument>(stored: D, by: Omit<Resolution, 'reason' | 'since'>): D => {
  const { attention, ...rest } = stored;
  const earlier = stored.resolutions ?? [];
  // The reply of our own change may have been lost.
  if (earlier.at(-1)?.commandId === by.commandId) return stored;
  if (!attention) throw new DomainError('nothing-to-resolve', `${stored._id} needs no attention`);
  return {
    ...(rest as D),
    version: stored.version + 1,
    resolutions: [...earlier, { ...attention, ...by }].slice(-resolutionsMax),
    updatedAt: by.resolvedAt,
  };
};
