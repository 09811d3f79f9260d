import type { NewPayment } from '../../domain/payment';
import type { GatewayRequest } from '../../ports/gateway';
import type { Caller } from '../../ports/request';
import type { Vault } from '../../ports/vault';
import { openCard } from '../cards/sealed-card';
import type { PaymentDependencies } from './payment-dependencies';

/** What pays: a card token for once, or a stored method. */
export interface Instrument {
  cardToken?: string;
  paymentMethodId?: string;
}

/** What a payment keeps of it. */
export type SealedInstrument = Pick<NewPayment, 'sealedToken' | 'sealedMethod' | 'paymentMethodId'>;

/** Seals what pays. A stored method may pay the orders of its owner alone. @throws DomainError `payment-method-not-usable` */
export const sealInstrument = async (
  { vault, cards }: Pick<PaymentDependencies, 'vault' | 'cards'>,
  { cardToken, paymentMethodId }: Instrument,
  caller: Caller,
): Promise<{ sealed: SealedInstrument; ownerId?: string }> => {
  if (paymentMethodId === undefined) {
    return { sealed: cardToken === undefined ? {} : { sealedToken: vault.seal(cardToken) } };
  }
  const { sealedMethod, userId: ownerId } = await cards.usable(paymentMethodId, caller);
  return { sealed: { paymentMethodId, sealedMethod }, ownerId };
};

/** What pays, as the gateway takes it. */
export const openInstrument = (
  vault: Vault,
  { sealedToken, sealedMethod }: SealedInstrument,
): Pick<GatewayRequest, 'cardToken' | 'card'> => ({
  ...(sealedToken !== undefined && { cardToken: vault.open(sealedToken) }),
  ...(sealedMethod !== undefined && { card: openCard(vault, sealedMethod) }),
});
