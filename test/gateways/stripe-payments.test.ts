import type Stripe from 'stripe';
import {
  card,
  fact,
  held,
  once,
  refusal,
  type StripeSandbox,
  sdkFor,
  startStripeSandbox,
} from '../support/gateway/stripe-sandbox';

/* What Stripe does after and around a charge; see stripe-facts.test.ts. */

let world: StripeSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await startStripeSandbox();
  stripe = world.stripe;
});
afterAll(() => world.sandbox.close());

const chargeOf = async (id: string): Promise<Stripe.Charge> =>
  (await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })).latest_charge as Stripe.Charge;

describe('payment methods', () => {
  const aMethod = () => stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } }, once());
  const pay = (more: Partial<Stripe.PaymentIntentCreateParams>) =>
    stripe.paymentIntents.create({ ...card(), ...more }, once());
  const unusable = { statusCode: 400, code: 'payment_method_unexpected_state' };

  fact('one without a customer pays once', 'payments/payment-methods', async () => {
    const { id } = await aMethod();
    expect((await pay({ payment_method: id })).status).toBe('succeeded');
    expect(await refusal(pay({ payment_method: id }))).toMatchObject(unusable);
  });
  fact('a token of a typed card is used once', 'error-codes#token-already-used', async () => {
    const create = (token: string) => stripe.paymentMethods.create({ type: 'card', card: { token } }, once());
    await create('tok_1TypedByACustomer');
    expect(await refusal(create('tok_1TypedByACustomer'))).toMatchObject({
      statusCode: 400,
      code: 'token_already_used',
    });
    await create('tok_visa');
    await create('tok_visa');
  });
  fact(
    'one of a customer pays for this customer only, until it is detached',
    'api/payment_methods/attach',
    async () => {
      const [{ id }, { id: customer }, other] = [
        await aMethod(),
        await stripe.customers.create(),
        await stripe.customers.create(),
      ];
      await stripe.paymentMethods.attach(id, { customer }, once());
      expect((await pay({ payment_method: id, customer })).status).toBe('succeeded');
      for (const more of [{}, { customer: other.id }]) {
        expect(await refusal(pay({ payment_method: id, ...more }))).toMatchObject(unusable);
      }
      await stripe.paymentMethods.detach(id, {}, once());
      expect(await refusal(pay({ payment_method: id, customer }))).toMatchObject(unusable);
      expect((await refusal(stripe.paymentMethods.attach(id, { customer }, once()))).statusCode).toBe(400);
      expect((await refusal(stripe.paymentMethods.detach(id, {}, once()))).statusCode).toBe(400);
    },
  );
  fact('a setup intent stores a card for later, after authentication', 'api/setup_intents', async () => {
    const { id: customer } = await stripe.customers.create();
    const setup = await stripe.setupIntents.create(
      { customer, payment_method: 'pm_card_threeDSecureRequired', confirm: true, return_url: 'https://shop.example' },
      once(),
    );
    expect(setup).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    const page = setup.next_action?.redirect_to_url?.url ?? '';
    await fetch(page, { method: 'POST', body: new URLSearchParams({ answer: 'approve' }) });
    expect((await stripe.setupIntents.retrieve(setup.id)).status).toBe('succeeded');
    const { data } = await stripe.paymentMethods.list({ customer, type: 'card' });
    expect(data.map(({ id }) => id)).toEqual([setup.payment_method]);
  });
});

describe('payment intents', () => {
  fact('one is created first and confirmed later', 'api/payment_intents/confirm', async () => {
    const { confirm: _now, payment_method, ...params } = card();
    const created = await stripe.paymentIntents.create(params, once());
    expect([created.status, await world.linesOf(created.id)]).toEqual(['requires_payment_method', []]);
    const confirmed = await stripe.paymentIntents.confirm(created.id, { payment_method }, once());
    expect([confirmed.status, await world.linesOf(created.id)]).toEqual([
      'succeeded',
      [['charge', 'succeeded', '99.98']],
    ]);
    expect(await refusal(stripe.paymentIntents.confirm(created.id, {}, once()))).toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { id: created.id },
    });
  });
  fact('a declined one has a failed charge and takes another card', 'payments/paymentintents/lifecycle', async () => {
    const error = await refusal(stripe.paymentIntents.create(card('pm_card_chargeDeclinedStolenCard'), once()));
    const { id = '' } = error.payment_intent ?? {};
    expect(await chargeOf(id)).toMatchObject({ status: 'failed', paid: false, failure_code: 'card_declined' });
    const retried = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }, once());
    expect(retried.status).toBe('succeeded');
  });
  fact('off session, a challenge is a decline', 'error-codes#authentication-required', async () => {
    const params = { ...card('pm_card_threeDSecureRequired'), off_session: true };
    const refused = await refusal(stripe.paymentIntents.create(params, once()));
    expect(refused).toMatchObject({ statusCode: 402, code: 'authentication_required' });
  });
  fact('whether a challenge is an error is up to the request', 'api/payment_intents/create', async () => {
    const params = { ...card('pm_card_threeDSecureRequired'), error_on_requires_action: true };
    const refused = await refusal(stripe.paymentIntents.create(params, once()));
    expect(refused).toMatchObject({ statusCode: 402, code: 'authentication_required' });
  });
  fact('what concerns the confirmation needs one', 'api/payment_intents/create', async () => {
    const { confirm: _now, ...params } = card();
    for (const early of [{ return_url: 'https://shop.example' }, { off_session: true }]) {
      const refused = await refusal(stripe.paymentIntents.create({ ...params, ...early }, once()));
      expect(refused).toMatchObject({ statusCode: 400, param: Object.keys(early)[0] });
    }
  });
  fact('payment methods of the dashboard may redirect', 'api/payment_intents/confirm', async () => {
    const { allowed_payment_method_types: _types, ...params } = card();
    const automatic_payment_methods = { enabled: true, allow_redirects: 'never' as const };
    expect(await refusal(stripe.paymentIntents.create(params, once()))).toMatchObject({ param: 'return_url' });
    const paid = await stripe.paymentIntents.create({ ...params, automatic_payment_methods }, once());
    expect(paid.status).toBe('succeeded');
  });
  fact('a confirmation may choose anew', 'api/payment_intents/confirm', async () => {
    const { confirm: _now, payment_method, ...params } = card();
    const { id: customer } = await stripe.customers.create();
    const { id } = await stripe.paymentIntents.create({ ...params, customer }, once());
    const chosen = { payment_method, capture_method: 'manual', setup_future_usage: 'off_session' } as const;
    const confirmed = await stripe.paymentIntents.confirm(id, chosen, once());
    expect(confirmed).toMatchObject({ status: 'requires_capture', setup_future_usage: 'off_session' });
    expect((await stripe.paymentMethods.list({ customer })).data.map((one) => one.id)).toEqual([
      confirmed.payment_method,
    ]);
    const refused = await refusal(stripe.paymentIntents.update(id, { amount: 500 }, once()));
    expect(refused.code).toBe('payment_intent_unexpected_state');
  });
  fact('a parameter that names nothing is a 400, a URL a 404', 'error-codes#resource-missing', async () => {
    const refused = await refusal(stripe.paymentIntents.create(card('pm_none'), once()));
    expect(refused).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'payment_method' });
    expect(await refusal(stripe.paymentIntents.retrieve('pi_none'))).toMatchObject({ statusCode: 404 });
    const unknown = await refusal(stripe.rawRequest('GET', '/v1/nothing'));
    expect(unknown).toMatchObject({ statusCode: 404, type: 'StripeInvalidRequestError' });
  });
  fact('an authorization expires after 7 days', 'payments/place-a-hold-on-a-payment-method', async () => {
    const other = await startStripeSandbox();
    const { id } = await other.paid(undefined, held);
    await other.act('/sandbox/clock', { advance: 'P6D' });
    expect((await other.stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    await other.act('/sandbox/clock', { advance: 'P1D' });
    const expired = await other.stripe.paymentIntents.retrieve(id);
    expect([expired.status, expired.cancellation_reason]).toEqual(['canceled', 'expired']);
    expect(await other.eventsOf(id)).toEqual([
      'payment_intent.amount_capturable_updated',
      'charge.expired',
      'payment_intent.canceled',
    ]);
    await other.sandbox.close();
  });
});

describe('access', () => {
  fact('no key, an unknown key and a publishable key are refused', 'api/errors', async () => {
    const statuses = ['sk_live_x', 'pk_test_x', 'nonsense'].map((key) =>
      refusal(sdkFor(world.sandbox, key).paymentIntents.list()).then(({ statusCode, type }) => [statusCode, type]),
    );
    expect(await Promise.all(statuses)).toEqual(Array(3).fill([401, 'StripeAuthenticationError']));
  });
  fact('a revoked key answers 401', 'error-codes#api-key-expired', async () => {
    const fault = { path: '/v1/', kind: 'unauthorized' };
    const refused = await world.withFault(fault, () => refusal(stripe.paymentIntents.list()));
    expect(refused).toMatchObject({ type: 'StripeAuthenticationError', code: 'api_key_expired' });
  });
  fact('a restricted key answers 403', 'keys#limit-access', async () => {
    const refused = await world.withFault({ path: '/v1/', kind: 'forbidden' }, () => refusal(stripe.refunds.list()));
    expect(refused).toMatchObject({ type: 'StripePermissionError', statusCode: 403 });
  });
  fact('a rate limit answers 429 and names the limit', 'rate-limits#rate-limited-requests', async () => {
    const fault = { path: '/v1/', kind: 'rate-limited', perSecond: 5, reason: 'endpoint-rate' };
    const limited = await world.withFault(fault, async () => {
      const burst = Array.from({ length: 30 }, () =>
        stripe.paymentIntents.list({ limit: 1 }).then(
          () => null,
          (error) => error,
        ),
      );
      return (await Promise.all(burst)).filter((error): error is Stripe.errors.StripeError => error !== null);
    });
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' });
    expect(limited[0]?.headers?.['stripe-rate-limited-reason']).toBe('endpoint-rate');
  });
  fact('a lock timeout is a 429 without that header', 'rate-limits#object-lock-timeouts', async () => {
    const refused = await world.withFault({ path: '/v1/', kind: 'lock-timeout' }, () => refusal(stripe.refunds.list()));
    expect([refused.statusCode, refused.code, refused.headers?.['stripe-rate-limited-reason']]).toEqual([
      429,
      'lock_timeout',
      undefined,
    ]);
  });
});
