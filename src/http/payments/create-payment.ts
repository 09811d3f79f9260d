import type { BeginPaymentRequest } from '../../actors/payments/begin-payment';
import type { Actors, Handler } from '../handler';
import { readWaitMs } from '../requests/request-headers';
import { respondWithPayment } from './payment-response';

/** POST /payments: waits a moment for the outcome, as long as the caller prefers. */
export const createPayment =
  ({ payments }: Actors): Handler =>
  async (asked) => {
    const request = asked.body as BeginPaymentRequest;
    const waitMs = readWaitMs(asked.ctx);
    const { payment, replayed } = await payments.begin(request, asked.from, waitMs);
    respondWithPayment(asked, payment, replayed);
  };
