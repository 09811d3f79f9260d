import type { NewPayment } from '../../domain/payment';
import type { GatewayRequest } from '../../ports/gateway';
import type { Caller } from '../../ports/request';
import type { Vault } from '../../ports/vault';
import { openCard, sealCard } from '../cards/sealed-card';
import type { PaymentDependencies } from './payment-dependencies';

/** What pays: a card token for once, or a stored method. */
export interface Instrument {
  cardToken?: string;
  paymentMethodId?: string;
}

/** What pays, as the gateway takes it. */
export type GatewayInstrument = Pick<GatewayRequest, 'cardToken' | 'card'>;

/** What a payment keeps of it. */
export type SealedInstrument = Pick<NewPayment, 'sealedToken' | 'sealedMethod' | 'paymentMethodId'>;

/** Finds what pays. A stored method may pay the orders of its owner alone. @throws DomainError `payment-method-not-usable` */
export const findInstrument = async (
  { cards }: Pick<PaymentDependencies, 'cards'>,
  { cardToken, paymentMethodId }: Instrument,
  caller: Caller,
): Promise<{ instrument: GatewayInstrument; ownerId?: string }> => {
  if (paymentMethodId === undefined) return { instrument: cardToken === undefined ? {} : { cardToken } };
  const { card, ownerId } = await cards.usable(paymentMethodId, caller);
  return { instrument: { card }, ownerId };
};

/** Seals what pays for the payment that keeps it. */
export const sealInstrument = (
  vault: Vault,
  { cardToken, card }: GatewayInstrument,
  paymentId: string,
): SealedInstrument => ({
  ...(cardToken !== undefined && { sealedToken: vault.seal(cardToken, paymentId) }),
  ...(card && { sealedMethod: sealCard(vault, card, paymentId) }),
});

/** Opens what pays. @throws Error when it was sealed for another payment */
export const openInstrument = (
  vault: Vault,
  { _id, sealedToken, sealedMethod }: Pick<NewPayment, '_id'> & SealedInstrument,
): GatewayInstrument => ({
  ...(sealedToken !== undefined && { cardToken: vault.open(sealedToken, _id) }),
  ...(sealedMethod !== undefined && { card: openCard(vault, sealedMethod, _id) }),
});
