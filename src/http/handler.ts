import type { Context } from 'koa';
import type { OrderActor } from '../actors/order-actor';
import type { PaymentActor } from '../actors/payment-actor';
import type { DivergenceStore, Request } from '../actors/ports';
import type { StoredMethods } from '../actors/stored-methods';
import type { Tracking } from '../actors/tracking';
import { currentTrace } from '../observability/tracing';
import { idempotencyKeyOf } from './request-headers';

/** What handlers work with. */
export interface Actors {
  orders: OrderActor;
  payments: PaymentActor;
  methods: StoredMethods;
  divergences: Pick<DivergenceStore, 'list'>;
  tracking: Tracking;
}

/** A request that has passed authentication, authorisation and the contract. */
export interface Asked<B = unknown, P = Record<string, string>, Q = Record<string, unknown>> {
  ctx: Context;
  from: Request;
  body: B;
  params: P;
  query: Q;
}

/** Answers one operation of the contract. */
export type Handler = (asked: Asked) => Promise<void>;

/** What comes with the request beside its body. @throws HttpProblem `invalid-request` */
export const requestOf = (ctx: Context, caller: Request['caller']): Request => {
  const idempotencyKey = ctx.method === 'POST' ? idempotencyKeyOf(ctx) : undefined;
  const traceparent = currentTrace();
  return {
    caller,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(traceparent !== undefined && { traceparent }),
  };
};
