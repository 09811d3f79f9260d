import type { AddCardRequest } from '../../actors/cards/add-card';
import type { Actors, Handler } from '../handler';
import { toPaymentMethod } from '../resources';

/** POST /payment-methods: the card of a token, for the caller. */
export const createPaymentMethod =
  ({ cards }: Actors): Handler =>
  async ({ ctx, from, body }) => {
    const { card, replayed } = await cards.add(body as AddCardRequest, from);
    ctx.status = 201;
    ctx.set('Location', `/payment-methods/${card._id}`);
    ctx.set('Cache-Control', 'no-store');
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.body = toPaymentMethod(card, from.caller);
  };
