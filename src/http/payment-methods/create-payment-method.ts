import type { AddMethod } from '../../actors/cards/add-card';
import type { Actors, Handler } from '../handler';
import { toMethod } from '../resources';

/** POST /payment-methods: the card of a token, for the caller. */
export const createPaymentMethod =
  ({ methods }: Actors): Handler =>
  async ({ ctx, from, body }) => {
    const { method, replayed } = await methods.add(body as AddMethod, from);
    ctx.status = 201;
    ctx.set('Location', `/payment-methods/${method._id}`);
    ctx.set('Cache-Control', 'no-store');
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.body = toMethod(method, from.caller);
  };
