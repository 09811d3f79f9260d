import { DomainError } from '../../domain/errors';
import { isActive, isExpired, type StoredCard } from '../../domain/stored-card';
import type { CardRefs } from '../../ports/gateway';
import type { Caller, Request } from '../../ports/request';
import type { ListQuery } from '../../ports/stores';
import { createMailbox } from '../host/mailbox';
import { cardNotUsable } from '../orders/order-errors';
import { isStaff } from '../orders/order-permissions';
import { type AddCardRequest, type AddedCard, addCard, type CardDependencies } from './add-card';
import { finishSetup } from './finish-setup';
import { openCard } from './sealed-card';

/** A stored card, and whether it can pay now. */
export type UsableCard = StoredCard & { isActive: boolean };

type CardQuery = Pick<ListQuery, 'userId' | 'after' | 'limit'>;

export type StoredCards = ReturnType<typeof createStoredCards>;

/** Everything that can be asked of stored cards. Refusals are `DomainError`s; another user's card is not found. */
export const createStoredCards = (parts: CardDependencies) => {
  const { store, gateway, vault, clock } = parts;
  const add = addCard(parts, createMailbox());
  const finish = finishSetup(parts);
  const asNow = (card: StoredCard): UsableCard => ({ ...card, isActive: isActive(card, clock()) });

  return {
    add: async (request: AddCardRequest, from: Request): Promise<AddedCard<UsableCard>> => {
      const { card, replayed } = await add(request, from);
      return { card: asNow(card), replayed };
    },

    /** One page of the caller's own cards, newest first; staff may name another owner. */
    list: async ({ userId, ...page }: CardQuery, caller: Caller): Promise<UsableCard[]> => {
      const owner = userId ?? caller.userId;
      if (owner !== caller.userId && !isStaff(caller)) return [];
      return (await store.list({ ...page, userId: owner }, clock())).map(asNow);
    },

    /**
     * Returns a card as it is now: one that waits for its owner is looked up at the gateway.
     * @throws DomainError `payment-method-not-found`
     * @throws Unavailable `gateway`, `database`
     */
    get: async (id: string, caller: Caller): Promise<UsableCard> => {
      const stored = await store.read(id);
      const isThere = stored && mayTouch(stored, caller) && stored.detachedAt === undefined;
      const card = isThere ? await finish(stored) : null;
      if (!card) throw cardNotFound(id);
      return asNow(card);
    },

    /** Looks up the pending setup with this key, after an event about it. Returns whether there is one. */
    syncSetup: async (setupKey: string): Promise<boolean> => {
      const card = await store.findPending(setupKey);
      if (card) await finish(card);
      return card !== null;
    },

    /**
     * Removes a card, at the gateway first: as long as it shows, it can be removed again. Safe to repeat.
     * @throws DomainError `payment-method-not-found`
     * @throws Unavailable `gateway`, `database`
     */
    remove: async (id: string, caller: Caller): Promise<void> => {
      const card = await store.read(id);
      if (!card || !mayTouch(card, caller)) throw cardNotFound(id);
      if (card.sealedMethod === undefined) return;
      if (card.sealedSetup !== undefined) await gateway.cancelSetup(vault.open(card.sealedSetup, id));
      await gateway.detach(`detach-${id}`, openCard(vault, card.sealedMethod, id).methodRef);
      await store.detach(id, clock());
    },

    /** The gateway's handles of a card that can pay now, and whose it is. @throws DomainError `payment-method-not-usable` */
    usable: async (id: string, caller: Caller): Promise<{ card: CardRefs; ownerId: string }> => {
      const stored = await store.read(id);
      if (!stored || !mayTouch(stored, caller)) throw cardNotUsable();
      const card = await finish(stored);
      const { sealedMethod } = card ?? {};
      if (!card || sealedMethod === undefined) throw cardNotUsable();
      if (card.setup) throw new DomainError('payment-method-not-usable', 'The owner has not confirmed the card yet');
      if (isExpired(card, clock())) throw new DomainError('payment-method-not-usable', 'The card has expired');
      return { card: openCard(vault, sealedMethod, id), ownerId: card.userId };
    },
  };
};

const cardNotFound = (id: string): DomainError =>
  new DomainError('payment-method-not-found', `There is no payment method ${id}`);

const mayTouch = ({ userId }: StoredCard, caller: Caller): boolean => isStaff(caller) || caller.userId === userId;
