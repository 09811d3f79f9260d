import { inspect } from 'node:util';
import Stripe from 'stripe';
import { redactError, toDeclinedRequest } from './stripe-errors';

const token = 'tok_secret_of_the_customer';
const { StripeCardError, StripeInvalidRequestError, StripeConnectionError, StripeAPIError } = Stripe.errors;
const raw = { type: 'api_error' as const, message: `No such token: '${token}'`, param: token, detail: token };

describe('redactError', () => {
  test.each<[string, unknown]>([
    ['a card error', new StripeCardError({ ...raw, type: 'card_error' })],
    ['a refusal', new StripeInvalidRequestError({ ...raw, type: 'invalid_request_error' })],
    ['a broken connection', new StripeConnectionError(raw)],
    ['an outage', new StripeAPIError(raw)],
    ['any error', Object.assign(new TypeError(token), { cause: new Error(token), request: { body: token } })],
    ['a value that is no error', token],
  ])('removes the card token from %s', (_name, error) => {
    expect(inspect(error, { depth: 10, showHidden: true })).toContain(token);
    const redacted = redactError(error);
    expect(redacted).toBeInstanceOf(Error);
    expect(inspect(redacted, { depth: 10, showHidden: true }) + JSON.stringify(redacted)).not.toContain(token);
  });
});

describe('toDeclinedRequest', () => {
  const refusal = (param?: string, code?: string) =>
    new StripeInvalidRequestError({
      type: 'invalid_request_error',
      message: 'No.',
      ...(param && { param }),
      ...(code && { code }),
    });

  test.each([
    ['refund', 'amount', undefined, 'REFUND_EXCEEDS_CHARGE'],
    ['refund', undefined, undefined, 'REFUND_REFUSED'],
    ['refund', 'amount', 'charge_disputed', 'CHARGE_DISPUTED'],
    ['capture', 'amount_to_capture', undefined, 'CAPTURE_EXCEEDS_AUTHORIZED'],
    ['void', undefined, undefined, 'VOID_REFUSED'],
  ] as const)('names the refusal of a %s about %s with the code %s as %s', (kind, param, code, failureCode) => {
    expect(toDeclinedRequest(kind, refusal(param, code))).toMatchObject({ kind: 'declined', failureCode });
  });
});
