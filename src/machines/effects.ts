import type { StockWorkKind, TimerKind } from '../domain/actor-document';
import type { AttentionItem } from '../domain/attention';
import type { WorkRequest } from '../domain/work-item';

/** A cause for which an operator must look. */
export type AttentionRequest = Omit<AttentionItem, 'since'>;

/** Work on the stock of an order. Shipping or releasing goods replaces a confirmation that is still open. */
export interface StockRequest {
  id: string;
  kind: StockWorkKind;
}

/** A timer. Its id is its kind, and it is due after the time that is set for the kind, unless the request says otherwise. */
export interface TimerRequest {
  timer: TimerKind;
  id?: string;
  dueAt?: Date;
}

/** What a machine asks for, as data. The host commits it with the new state. */
export type Effect =
  | { type: 'publish'; params: { type: string; data: object } }
  | { type: 'charge' | 'capture' | 'void' | 'refund'; params: WorkRequest }
  | { type: 'stock'; params: StockRequest | null }
  | { type: 'schedule'; params: TimerRequest | null }
  | { type: 'unschedule'; params: Pick<TimerRequest, 'timer' | 'id'> }
  | { type: 'needsAttention'; params: AttentionRequest }
  | { type: 'withdrawAttention'; params: { id: string } }
  | { type: 'record'; params?: undefined };

/** An effect is data: nothing runs here. */
export const declareEffect =
  <P>() =>
  (_told: unknown, _effect: P): void => {};

/** Schedules a timer, unless it is cancelled before it expires. */
export const schedule = (timer: TimerKind) => ({ type: 'schedule' as const, params: { timer } });

/** Cancels a timer. */
export const unschedule = (timer: TimerKind) => ({ type: 'unschedule' as const, params: { timer } });
