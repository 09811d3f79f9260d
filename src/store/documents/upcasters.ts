import type { ActorDocument } from '../../domain/actor-document';

/** By the version that they start from: each takes a document one machine version further. */
export type Upcasters<D> = Record<number, (document: D) => D>;

/** The document at the current machine version; null when no way leads there. */
export const upcast = <D extends ActorDocument>(document: D, current: number, upcasters: Upcasters<D>): D | null => {
  if (document.machineVersion === current) return document;
  const step = document.machineVersion < current ? upcasters[document.machineVersion] : undefined;
  return step ? upcast({ ...step(document), machineVersion: document.machineVersion + 1 }, current, upcasters) : null;
};
