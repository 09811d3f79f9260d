import type { AnyStateMachine } from 'xstate';

/** Returns `docs/machines.md`, drawn from the definitions of the machines. */
export function machinesDocument(machines: AnyStateMachine[]): string;
