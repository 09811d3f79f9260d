import type { BeginPayment } from '../../actors/begin-payment';
import type { Actors, Handler } from '../handler';
import { waitMsOf } from '../request-headers';
import { answerPayment } from './answer-payment';

/** POST /payments: waits a moment for the outcome, as long as the caller prefers. */
export const createPayment =
  ({ payments }: Actors): Handler =>
  async (asked) => {
    const waitMs = waitMsOf(asked.ctx);
    const { payment, replayed } = await payments.begin(asked.body as BeginPayment, asked.from, waitMs);
    answerPayment(asked, payment, replayed);
  };
