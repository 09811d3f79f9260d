import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import { reach } from '../../observability/fault-point';
import type { Clock } from '../../ports/clock';
import type { MethodGateway } from '../../ports/gateway';
import type { Request } from '../../ports/request';
import type { MethodDocument, MethodStore } from '../../ports/stores';
import type { Vault } from '../../ports/vault';
import { assertSameRequest, fingerprintOf, idempotencyOf } from '../host/idempotency';
import type { Mailbox } from '../host/mailbox';
import { sealedMethodOf } from './sealed-card';

export interface MethodParts {
  store: MethodStore;
  gateway: MethodGateway;
  vault: Vault;
  clock: Clock;
}

/** What a client sends to store a card. */
export interface AddMethod {
  cardToken: string;
}

/** A stored card, and whether an earlier request with the same key made it. */
export interface AddedMethod<M = MethodDocument> {
  method: M;
  replayed: boolean;
}

/**
 * Stores a card of the caller, once for each idempotency key. Equal keys take turns.
 * @throws DomainError `card-refused`, `idempotency-key-reused`
 * @throws Unavailable `gateway`, `database`
 */
export const addMethod =
  (parts: MethodParts, keys: Mailbox) =>
  async (request: AddMethod, from: Request): Promise<AddedMethod> => {
    const idempotency = idempotencyOf('createPaymentMethod', request, from);
    if (!idempotency) return add(parts, request, from);
    return keys.run(`${idempotency.caller} ${idempotency.key}`, async () => {
      return (await earlierOf(parts, idempotency)) ?? add(parts, request, from, idempotency);
    });
  };

const earlierOf = async ({ store }: MethodParts, idempotency: Idempotency): Promise<AddedMethod | null> => {
  const method = await store.readByKey(idempotency.caller, idempotency.key);
  if (!method) return null;
  assertSameRequest(method.idempotency, idempotency);
  return { method, replayed: true };
};

const add = async (
  parts: MethodParts,
  { cardToken }: AddMethod,
  { caller }: Request,
  idempotency?: Idempotency,
): Promise<AddedMethod> => {
  const { store, gateway, vault, clock } = parts;
  const _id = newId();
  // The same request has the same key at the gateway, so that a repeat after a crash finds the card that is there.
  const { methodRef, customerRef, ...card } = await gateway.attach(
    idempotency ? fingerprintOf(idempotency) : _id,
    cardToken,
  );
  reach('method-attached');
  const sealedMethod = sealedMethodOf(vault, { methodRef, customerRef });
  const owned = { _id, userId: caller.userId, type: 'card' as const, ...card, sealedMethod, createdAt: clock() };
  const method = idempotency ? { ...owned, idempotency } : owned;
  if (await store.insert(method)) return { method, replayed: false };

  // Another process was first with this key, and with the same card at the gateway.
  const winner = idempotency && (await earlierOf(parts, idempotency));
  if (!winner) throw new DomainError('version-conflict', `Payment method ${_id} could not be stored`);
  return winner;
};
