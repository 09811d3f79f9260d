import type { ActorDocument } from '../../domain/actor-document';
import type { MachineVersions } from '../../ports/stores';

/** Converts an older document to the version that is written. Returns null when there is no upcaster for it. */
export const upcast = <D extends ActorDocument>(document: D, versions: MachineVersions<D>): D | null => {
  const { machineVersion } = document;
  if (machineVersion >= versions.written) return document;
  const step = versions.upcasters[machineVersion];
  return step ? upcast({ ...step(document), machineVersion: machineVersion + 1 }, versions) : null;
};
