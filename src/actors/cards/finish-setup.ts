import type { CardSetup } from '../../ports/gateway';
import type { CardDocument } from '../../ports/stores';
import type { CardDependencies } from './add-card';

/**
 * Looks up whether the owner of a card has confirmed it, and returns the card as it is now: able to pay, still waiting, or
 * null when its setup ended. A setup whose time is over is cancelled. Safe to repeat.
 * @throws Unavailable `gateway`, `database`
 */
export const finishSetup =
  ({ store, gateway, vault, clock }: CardDependencies) =>
  async (card: CardDocument): Promise<CardDocument | null> => {
    const { _id, setup, sealedSetup } = card;
    if (!setup || sealedSetup === undefined) return card;
    const setupRef = vault.open(sealedSetup, _id);
    const found = await gateway.readSetup(setupRef);
    const isLate = found.kind === 'pending' && setup.expiresAt <= clock();
    const { kind }: CardSetup = isLate ? await gateway.cancelSetup(setupRef) : found;
    if (kind === 'pending') return card;
    if (kind === 'failed') {
      await store.detach(_id, clock());
      return null;
    }
    await store.finishSetup(_id);
    const { setup: _done, sealedSetup: _ref, ...stored } = card;
    return stored;
  };
