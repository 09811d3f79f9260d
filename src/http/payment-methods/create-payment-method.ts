import type { AddCardRequest } from '../../actors/cards/add-card';
import type { Actors, Handler } from '../handler';
import { toPaymentMethod } from '../resources';

/** POST /payment-methods: the card of a token, for the caller; 202 while its owner must take a step at their bank. */
export const createPaymentMethod =
  ({ cards }: Actors): Handler =>
  async ({ ctx, from, body }) => {
    const { card, replayed } = await cards.add(body as AddCardRequest, from);
    ctx.status = card.setup ? 202 : 201;
    ctx.set('Location', `/payment-methods/${card._id}`);
    ctx.set('Cache-Control', 'no-store');
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    ctx.body = toPaymentMethod(card, from.caller);
  };
