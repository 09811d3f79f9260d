import { DomainError } from '../../domain/errors';
import { isActive, isExpired, type StoredMethod } from '../../domain/stored-card';
import type { Caller, Request } from '../../ports/request';
import type { ListQuery } from '../../ports/stores';
import { mailbox } from '../host/mailbox';
import { notUsable } from '../orders/order-errors';
import { isStaff } from '../orders/order-permissions';
import { type AddedMethod, type AddMethod, addMethod, type MethodParts } from './add-card';
import { openedMethod } from './sealed-card';

/** A stored card, and whether it can pay now. */
export type MethodNow = StoredMethod & { isActive: boolean };

type MethodQuery = Pick<ListQuery, 'userId' | 'after' | 'limit'>;

export type StoredMethods = ReturnType<typeof storedMethods>;

/** Everything that can be asked of stored cards. Refusals are `DomainError`s; another user's card is not found. */
export const storedMethods = (parts: MethodParts) => {
  const { store, gateway, vault, clock } = parts;
  const add = addMethod(parts, mailbox());
  const asNow = (method: StoredMethod): MethodNow => ({ ...method, isActive: isActive(method, clock()) });

  return {
    add: async (request: AddMethod, from: Request): Promise<AddedMethod<MethodNow>> => {
      const { method, replayed } = await add(request, from);
      return { method: asNow(method), replayed };
    },

    /** One page of the caller's own cards, newest first; staff may name another owner. */
    list: async ({ userId, ...page }: MethodQuery, caller: Caller): Promise<MethodNow[]> => {
      const owner = userId ?? caller.userId;
      if (owner !== caller.userId && !isStaff(caller)) return [];
      return (await store.list({ ...page, userId: owner })).map(asNow);
    },

    /**
     * Removes a card, at the gateway first: as long as it shows, it can be removed again. Safe to repeat.
     * @throws DomainError `payment-method-not-found`
     * @throws Unavailable `gateway`, `database`
     */
    remove: async (id: string, caller: Caller): Promise<void> => {
      const method = await store.read(id);
      if (!method || !mayTouch(method, caller)) {
        throw new DomainError('payment-method-not-found', `There is no payment method ${id}`);
      }
      if (method.sealedMethod === undefined) return;
      await gateway.detach(`detach-${id}`, openedMethod(vault, method.sealedMethod).methodRef);
      await store.detach(id, clock());
    },

    /** A card that can pay now. @throws DomainError `payment-method-not-usable` */
    usable: async (id: string, caller: Caller): Promise<StoredMethod & { sealedMethod: string }> => {
      const method = await store.read(id);
      if (!method || !mayTouch(method, caller)) throw notUsable();
      const { sealedMethod } = method;
      if (sealedMethod === undefined) throw notUsable();
      if (isExpired(method, clock())) throw new DomainError('payment-method-not-usable', 'The card has expired');
      return { ...method, sealedMethod };
    },
  };
};

const mayTouch = ({ userId }: StoredMethod, caller: Caller): boolean => isStaff(caller) || caller.userId === userId;
