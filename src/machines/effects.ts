import type { TimerKind } from './actor-document';

/** A piece of work that a machine asks for. `id` is derived from its cause, so that asking twice is asking once. */
export interface WorkOrder {
  id: string;
  amountMinor?: number;
  reason?: string;
  /** The gateway's handle of the charge that is captured, voided or refunded, sealed. */
  gatewayRef?: string;
  isStray?: boolean;
}

/** What a machine asks for, as data. The host commits it with the new state. */
export type Effect =
  | { type: 'publish'; params: { type: string; data: object } }
  | { type: 'charge' | 'capture' | 'void' | 'refund' | 'release'; params: WorkOrder }
  | { type: 'schedule' | 'unschedule'; params: { timer: TimerKind } }
  | { type: 'attend'; params: { reason: string } }
  | { type: 'record'; params?: undefined };

/** An effect is data: nothing runs here. */
export const asData =
  <P>() =>
  (_told: unknown, _effect: P): void => {};

/** A window opens: it closes by itself, unless it is shut before. */
export const schedule = (timer: TimerKind) => ({ type: 'schedule' as const, params: { timer } });

/** A window is shut before it closes by itself. */
export const unschedule = (timer: TimerKind) => ({ type: 'unschedule' as const, params: { timer } });
