import type { AnyStateMachine } from 'xstate';

/** The documentation of the machines, drawn from their definitions. */
export function machinesDocument(machines: AnyStateMachine[]): string;
