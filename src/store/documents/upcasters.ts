import type { ActorDocument } from '../../domain/actor-document';

/** Functions that convert a document to the next machine version, by the version that they start from. */
export type Upcasters<D> = Record<number, (document: D) => D>;

/** Converts a document to the current machine version. Returns null when there is no upcaster for it. */
export const upcast = <D extends ActorDocument>(document: D, current: number, upcasters: Upcasters<D>): D | null => {
  if (document.machineVersion === current) return document;
  const step = document.machineVersion < current ? upcasters[document.machineVersion] : undefined;
  return step ? upcast({ ...step(document), machineVersion: document.machineVersion + 1 }, current, upcasters) : null;
};
