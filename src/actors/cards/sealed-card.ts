import type { MethodRefs } from '../../ports/gateway';
import type { Vault } from '../../ports/vault';

/** The gateway's handles of a stored card in one envelope. */
export const sealedMethodOf = (vault: Vault, { methodRef, customerRef }: MethodRefs): string =>
  vault.seal(JSON.stringify({ methodRef, customerRef }));

/** The gateway's handles in the envelope. */
export const openedMethod = (vault: Vault, sealedMethod: string): MethodRefs =>
  JSON.parse(vault.open(sealedMethod)) as MethodRefs;
