import type { Context } from 'koa';
import type { StoredMethods } from '../actors/cards/stored-cards';
import type { OrderActor } from '../actors/orders/order-actor';
import type { PaymentActor } from '../actors/payments/payment-actor';
import { currentTrace } from '../observability/tracing';
import type { Request } from '../ports/request';
import type { DivergenceStore } from '../ports/stores';
import type { Tracking } from '../tracking/order-tracking';
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
