import type { AnyStateMachine } from 'xstate';

/** The machines as data, for whoever has no build: the contract's lint and its catalog. */
export function drawingOf(machines: AnyStateMachine[]): Record<string, unknown>;

/** Who may do what as data: per state of an order, which role may ask it to become what. */
export function rightsOf(machine: AnyStateMachine, allowedTransitions: unknown): Record<string, unknown>;
