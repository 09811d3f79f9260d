import type { CardRefs } from '../../ports/gateway';
import type { Vault } from '../../ports/vault';

/** The gateway's handles of a stored card in one envelope. */
export const sealCard = (vault: Vault, { methodRef, customerRef }: CardRefs): string =>
  vault.seal(JSON.stringify({ methodRef, customerRef }));

/** The gateway's handles in the envelope. */
export const openCard = (vault: Vault, sealedMethod: string): CardRefs =>
  JSON.parse(vault.open(sealedMethod)) as CardRefs;
