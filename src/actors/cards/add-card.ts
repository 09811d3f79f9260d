import type { Idempotency } from '../../domain/actor-document';
import { DomainError } from '../../domain/errors';
import { shardKeyOf } from '../../domain/ids';
import { faultPoint } from '../../observability/fault-point';
import type { Clock } from '../../ports/clock';
import type { CardGateway, CardSetup } from '../../ports/gateway';
import type { Request } from '../../ports/request';
import type { CardDocument, CardStore } from '../../ports/stores';
import type { Vault } from '../../ports/vault';
import { assertSameRequest, fingerprint, newIdFor, toIdempotency } from '../host/idempotency';
import type { Mailbox } from '../host/mailbox';
import { selectReturnUrl } from '../payments/return-url';
import type { CustomerOf } from './gateway-customer';
import { sealCard } from './sealed-card';

export interface CardDependencies {
  store: CardStore;
  customerOf: CustomerOf;
  gateway: CardGateway;
  vault: Vault;
  /** Where owners may return to after a step at their bank; the first is the default. */
  returnUrls: readonly string[];
  /** How long an owner has to confirm a card, in milliseconds. */
  setupWindowMs: number;
  clock: Clock;
}

/** What a client sends to store a card. */
export interface AddCardRequest {
  cardToken: string;
  /** Where the owner returns to after a step at their bank; one of the allowed pages, or below it. */
  returnUrl?: string;
}

/** A stored card, and whether an earlier request with the same key made it. */
export interface AddedCard<M = CardDocument> {
  card: M;
  replayed: boolean;
}

/**
 * Stores a card of the caller, once for each idempotency key, with the caller's one customer at the gateway. Equal keys
 * take turns.
 * @throws DomainError `card-refused`, `idempotency-key-reused`, `return-url-not-allowed`
 * @throws Unavailable `gateway`, `database`
 */
export const addCard =
  (parts: CardDependencies, keys: Mailbox) =>
  async (request: AddCardRequest, from: Request): Promise<AddedCard> => {
    selectReturnUrl(parts.returnUrls, request.returnUrl);
    const idempotency = toIdempotency('createPaymentMethod', request, from);
    if (!idempotency) return add(parts, request, from);
    return keys.run(`${idempotency.caller} ${idempotency.key}`, async () => {
      return (await findEarlierCard(parts, idempotency)) ?? add(parts, request, from, idempotency);
    });
  };

/** What a card keeps of a setup that waits for its owner. */
const toPending = (
  { vault, clock, setupWindowMs }: CardDependencies,
  cardId: string,
  key: string,
  setup: CardSetup,
): Pick<CardDocument, 'setup' | 'sealedSetup'> => {
  if (setup.kind !== 'pending') return {};
  const expiresAt = new Date(clock().getTime() + setupWindowMs);
  const pending = { key, expiresAt, ...(setup.url !== undefined && { url: setup.url }) };
  return { setup: pending, sealedSetup: vault.seal(setup.setupRef, cardId) };
};

const findEarlierCard = async ({ store }: CardDependencies, idempotency: Idempotency): Promise<AddedCard | null> => {
  const card = await store.readByKey(idempotency.caller, idempotency.key);
  if (!card) return null;
  assertSameRequest(card.idempotency, idempotency);
  return { card, replayed: true };
};

const add = async (
  parts: CardDependencies,
  { cardToken, returnUrl }: AddCardRequest,
  { caller }: Request,
  idempotency?: Idempotency,
): Promise<AddedCard> => {
  const { store, gateway, vault, clock, customerOf, returnUrls } = parts;
  const _id = newIdFor(idempotency);
  // The same request has the same key at the gateway, so that a repeat after a crash finds the card that is there.
  const key = idempotency ? fingerprint(idempotency) : _id;
  const customerRef = await customerOf(caller.userId);
  const request = { key, cardToken, customerRef, returnUrl: selectReturnUrl(returnUrls, returnUrl) };
  const {
    setup,
    card: { methodRef, ...details },
  } = await gateway.setUp(request);
  faultPoint('method-attached');
  const sealedMethod = sealCard(vault, { methodRef, customerRef }, _id);
  const found = { ...details, sealedMethod, createdAt: clock() };
  const owned = { _id, shardKey: shardKeyOf(_id), userId: caller.userId, type: 'card' as const, ...found };
  const card = { ...owned, ...toPending(parts, _id, key, setup), ...(idempotency && { idempotency }) };
  if (await store.insert(card)) return { card, replayed: false };

  // Another process was first with this key, and with the same card at the gateway.
  const winner = idempotency && (await findEarlierCard(parts, idempotency));
  if (!winner) throw new DomainError('version-conflict', `Payment method ${_id} could not be stored`);
  return winner;
};
