import type { BeginPaymentRequest } from '../../actors/payments/begin-payment';
import type { Actors, Handler } from '../handler';
import { HttpProblem } from '../problem-details';
import { readWaitMs } from '../requests/request-headers';
import { respondWithPayment } from './payment-response';

/** POST /payments: waits a moment for the outcome, as long as the caller prefers. */
export const createPayment =
  ({ payments }: Actors): Handler =>
  async (asked) => {
    const request = asked.body as BeginPaymentRequest;
    assertInstrument(request);
    const waitMs = readWaitMs(asked.ctx);
    const { payment, replayed } = await payments.begin(request, asked.from, waitMs);
    respondWithPayment(asked, payment, replayed);
  };

/** A card is a token for once or a stored method, PayPal is neither. @throws HttpProblem `invalid-request` */
const assertInstrument = ({ paymentMethod, cardToken, paymentMethodId }: BeginPaymentRequest): void => {
  if (paymentMethod === 'paypal') {
    if (paymentMethodId !== undefined) throw invalid('is for cards, not for paypal');
    return;
  }
  if (cardToken === undefined && paymentMethodId === undefined) throw invalid('or cardToken is required');
  if (cardToken !== undefined && paymentMethodId !== undefined) throw invalid('and cardToken exclude each other');
};

const invalid = (detail: string) =>
  new HttpProblem('invalid-request', `paymentMethodId ${detail}`, {
    errors: [{ pointer: '#/paymentMethodId', detail }],
  });
