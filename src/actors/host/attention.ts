import type { ActorDocument, Resolution } from '../../domain/actor-document';
import { type AttentionItem, attentionItems, toAttention } from '../../domain/attention';
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

/** The operator who resolved an item, and how. */
export type ResolvedBy = Pick<Resolution, 'resolvedBy' | 'resolution'>;

/** The documents that need an operator, and how an operator resolves their items. */
export interface AttentionList<D extends ActorDocument = ActorDocument> {
  list: (limit: number) => Promise<D[]>;
  /** Resolves one item, or all of them. @throws DomainError `nothing-to-resolve`, or the actor's not-found */
  resolve: (id: string, by: ResolvedBy, itemId?: string) => Promise<D>;
}

/** The most resolutions that a document keeps. */
const resolutionsMax = 20;

/** Lists and resolves what needs an operator. It moves no money: what was done by hand is only noted. */
export const createAttentionList = <D extends ActorDocument>({
  store,
  host,
  clock,
}: AttentionDependencies<D>): AttentionList<D> => ({
  list: store.listAttention,
  resolve: (id, by, itemId) => {
    const mark = { commandId: newId() };
    return host.change(id, mark, (stored) => resolveAttention(stored, { ...by, ...mark, resolvedAt: clock() }, itemId));
  },
});

type ResolutionMark = Omit<Resolution, keyof AttentionItem>;

const resolveAttention = <D extends ActorDocument>(stored: D, by: ResolutionMark, itemId?: string): D => {
  const earlier = stored.resolutions ?? [];
  // The reply of our own change may have been lost.
  if (earlier.at(-1)?.commandId === by.commandId) return stored;
  const items = attentionItems(stored.attention);
  const isMeant = ({ id }: AttentionItem): boolean => itemId === undefined || id === itemId;
  const resolved = items.filter(isMeant);
  if (resolved.length === 0) {
    const what = itemId === undefined ? 'no attention' : `no attention for ${itemId}`;
    throw new DomainError('nothing-to-resolve', `${stored._id} needs ${what}`);
  }
  return {
    ...stored,
    version: stored.version + 1,
    attention: toAttention(items.filter((item) => !isMeant(item))),
    resolutions: [...earlier, ...resolved.map((item) => ({ ...item, ...by }))].slice(-resolutionsMax),
    updatedAt: by.resolvedAt,
  };
};
