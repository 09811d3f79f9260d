import type { FaultKind, LagKind } from '../../../sandbox/faults';

/** A fault of the sandbox; see docs/sandbox.md. */
export interface SandboxFault {
  path?: string;
  kind: FaultKind;
  method?: string;
  about?: string;
  ms?: number;
  times?: number;
  what?: LagKind;
  seconds?: number;
  effect?: boolean;
}

interface Planted extends SandboxFault {
  fired: number;
}

/** Adds a fault. */
export const plantFault = async (sandbox: string, fault: SandboxFault): Promise<void> => {
  const { status } = await fetch(`${sandbox}/faults`, { method: 'POST', body: JSON.stringify(fault) });
  expect(status).toBe(201);
};

/** Removes all faults. */
export const clearFaults = (sandbox: string) => fetch(`${sandbox}/faults`, { method: 'DELETE' });

/** Returns the faults, each with how often it fired. */
export const readFaults = async (sandbox: string): Promise<Planted[]> =>
  ((await (await fetch(`${sandbox}/faults`)).json()) as { data: Planted[] }).data;

/** Asserts that each fault about one order fired as often as it was meant to. */
export const assertFired = async (sandbox: string): Promise<void> => {
  const faults = await readFaults(sandbox);
  expect(faults.filter(({ about, fired, times = 1 }) => about !== undefined && fired < times)).toEqual([]);
};
