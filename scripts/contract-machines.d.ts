import type { AnyStateMachine } from 'xstate';

/** The machines as data, for whoever has no build: the contract's lint and its catalog. */
export function drawingOf(machines: AnyStateMachine[]): Record<string, unknown>;
