import type { Context } from 'koa';
import type { StoredCards } from '../actors/cards/stored-cards';
import type { OrderActor } from '../actors/orders/order-actor';
import type { PaymentActor } from '../actors/payments/payment-actor';
import { currentTrace } from '../observability/tracing';
import type { Request } from '../ports/request';
import type { DivergenceStore } from '../ports/stores';
import type { OrderTracking } from '../tracking/order-tracking';
import { readIdempotencyKey } from './requests/request-headers';

/** What handlers work with. */
export interface Actors {
  orders: OrderActor;
  payments: PaymentActor;
  cards: StoredCards;
  divergences: Pick<DivergenceStore, 'list'>;
  stockDivergences: Pick<DivergenceStore, 'list'>;
  tracking: OrderTracking;
}

/** A request that has passed authentication, authorisation and the contract. */
export interface HandlerRequest<B = unknown, P = Record<string, string>, Q = Record<string, unknown>> {
  ctx: Context;
  from: Request;
  body: B;
  params: P;
  query: Q;
}

/** Answers one operation of the contract. */
export type Handler = (asked: HandlerRequest) => Promise<void>;

/** What comes with the request beside its body. @throws HttpProblem `invalid-request` */
export const toRequest = (ctx: Context, caller: Request['caller']): Request => {
  const idempotencyKey = ctx.method === 'POST' ? readIdempotencyKey(ctx) : undefined;
  const traceparent = currentTrace();
  return {
    caller,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(traceparent !== undefined && { traceparent }),
  };
};
