import { randomUUID } from 'node:crypto';
import { createStripe } from '../../src/gateways/stripe/stripe';
import type { GatewayRequest, PaymentGateway } from '../../src/ports/gateway';
import { type StripeSandbox, startStripeSandbox } from '../support/gateway/stripe-sandbox';
import { ledgerOf } from '../support/invariants/invariants';

/* The token of a card that a customer typed in becomes a payment method once (docs.stripe.com/api/tokens). */

let world: StripeSandbox;
let gateway: PaymentGateway;
beforeAll(async () => {
  world = await startStripeSandbox();
  const access = { apiUrl: world.sandbox.url, secretKey: 'sk_test_sandbox', timeoutMs: 10_000 };
  const keys = { keyLifetimeMs: 60_000, keepsFailedKeys: true, quietMs: 0 };
  gateway = createStripe({ ...access, ...keys, webhookSecrets: ['whsec_test'], onFailure: () => {} }).gateway;
});
afterAll(() => world.sandbox.close());

/** The n-th attempt of a payment. */
const attempt = (reference: { orderId: string; paymentId: string }, count: number): GatewayRequest => ({
  kind: 'charge',
  key: `${reference.paymentId}-charge-${count}`,
  reference: { ...reference, workId: `charge-${count}` },
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  cardToken: `tok_1${reference.paymentId}`,
  capture: 'automatic',
});
const aPayment = () => ({ orderId: randomUUID(), paymentId: randomUUID() });
const once = (path: string, more: object = {}) => ({ path, method: 'POST', kind: 'kept-error', times: 1, ...more });
const linesOf = async (orderId: string) =>
  (await ledgerOf({ sandbox: world.sandbox.url }, orderId)).map(({ kind }) => kind);

test('a second attempt charges the card of the first one', async () => {
  const payment = aPayment();
  const failing = () => expect(gateway.send(attempt(payment, 1))).rejects.toThrow();
  await world.withFault(once('/v1/payment_intents'), failing);
  expect(await gateway.send(attempt(payment, 2))).toMatchObject({ kind: 'succeeded' });
  expect(await linesOf(payment.orderId)).toEqual(['charge']);
});

test('a card whose storing ended in a kept error is stored under another key', async () => {
  const payment = aPayment();
  await world.withFault(once('/v1/payment_methods'), () => expect(gateway.send(attempt(payment, 1))).rejects.toThrow());
  expect(await gateway.send(attempt(payment, 1))).toMatchObject({ kind: 'succeeded' });
  expect(await linesOf(payment.orderId)).toEqual(['charge']);
});

test('a token that was used up by a request that failed is a decline, and moves no money', async () => {
  const payment = aPayment();
  await world.withFault(once('/v1/payment_methods', { effect: true }), () =>
    expect(gateway.send(attempt(payment, 1))).rejects.toThrow(),
  );
  const outcome = await gateway.send(attempt(payment, 2));
  expect(outcome).toMatchObject({ kind: 'declined', failureCode: 'TOKEN_ALREADY_USED', isByIssuer: false });
  expect(await linesOf(payment.orderId)).toEqual([]);
});
