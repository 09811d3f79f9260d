import type { AnyStateMachine } from 'xstate';

/** Returns the machines as data, for readers without a build: the contract's lint and its catalog. */
export function drawingOf(machines: AnyStateMachine[]): Record<string, unknown>;

/** Returns the permissions as data: for each state of an order, which role may request which status. */
export function rightsOf(machine: AnyStateMachine, permittedTransitions: unknown): Record<string, unknown>;
