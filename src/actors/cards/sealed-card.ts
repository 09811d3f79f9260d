import type { CardRefs } from '../../ports/gateway';
import type { Vault } from '../../ports/vault';

/** The gateway's handles of a stored card in one envelope, for the document that holds it. */
export const sealCard = (vault: Vault, { methodRef, customerRef }: CardRefs, documentId: string): string =>
  vault.seal(JSON.stringify({ methodRef, customerRef }), documentId);

/** The gateway's handles in the envelope. @throws Error when it was sealed for another document */
export const openCard = (vault: Vault, sealedMethod: string, documentId: string): CardRefs =>
  JSON.parse(vault.open(sealedMethod, documentId)) as CardRefs;
