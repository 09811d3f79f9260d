import type Stripe from 'stripe';
import {
  card,
  fact,
  held,
  once,
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from '../support/gateway/stripe-sandbox';

/*
 * Facts about Stripe, each with the page of docs.stripe.com that states it. The sandbox is written from these pages, not
 * from our adapter: what both would misread is proven here.
 */

let world: StripeSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await startStripeSandbox();
  stripe = world.stripe;
});
afterAll(() => world.sandbox.close());

const charge = (amount: number, currency: string) =>
  stripe.paymentIntents.create({ ...card(), amount, currency }, once());
const badRequest = { statusCode: 400, rawType: 'invalid_request_error' };

describe('amounts', () => {
  const read = async (amount: number, currency: string) => {
    const { id } = await charge(amount, currency);
    return (await world.linesOf(id)).map(([, , value]) => value);
  };

  fact('two-decimal amounts are hundredths', 'currencies#minor-units', async () => {
    expect(await read(1000, 'usd')).toEqual(['10.00']);
  });
  fact('HUF and TWD are charged in hundredths', 'currencies#special-cases', async () => {
    expect([await read(17_545, 'huf'), await read(80_045, 'twd')]).toEqual([['175.45'], ['800.45']]);
  });
  fact('zero-decimal amounts are whole units', 'currencies#zero-decimal', async () => {
    const codes = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
    for (const currency of codes) expect([currency, await read(5000, currency)]).toEqual([currency, ['5000']]);
  });
  fact('ISK and UGX are whole units in hundredths', 'currencies#special-cases', async () => {
    for (const currency of ['isk', 'ugx']) {
      expect(await read(500_000, currency)).toEqual(['5000']);
      expect(await refusal(charge(500_050, currency))).toMatchObject({ ...badRequest, param: 'amount' });
    }
  });
  fact('three-decimal amounts end in 0', 'currencies#three-decimal', async () => {
    for (const currency of ['bhd', 'jod', 'kwd', 'omr', 'tnd']) {
      expect(await read(5120, currency)).toEqual(['5.120']);
      const refused = await refusal(charge(5123, currency));
      expect(refused).toMatchObject({ ...badRequest, code: 'parameter_invalid_integer', param: 'amount' });
    }
  });
  fact('the rule of the last digit holds for refunds and captures', 'currencies#three-decimal', async () => {
    const { id } = await charge(5120, 'kwd');
    const authorized = await stripe.paymentIntents.create(
      { ...card(), ...held, amount: 5120, currency: 'kwd' },
      once(),
    );
    const asked = [
      stripe.refunds.create({ payment_intent: id, amount: 123 }, once()),
      stripe.paymentIntents.capture(authorized.id, { amount_to_capture: 123 }, once()),
    ];
    for (const refused of await Promise.all(asked.map(refusal))) {
      expect(refused).toMatchObject({ ...badRequest, code: 'parameter_invalid_integer' });
    }
  });
  fact('a charge has a minimum', 'currencies#minimum-and-maximum-charge-amounts', async () => {
    const minima: [number, string][] = [
      [50, 'usd'],
      [30, 'gbp'],
      [50, 'jpy'],
      [200, 'pln'],
      [17_500, 'huf'],
      [1_500, 'czk'],
    ];
    for (const [least, currency] of minima) {
      expect((await charge(least, currency)).status).toBe('succeeded');
      const refused = await refusal(charge(least - 1, currency));
      expect(refused).toMatchObject({ ...badRequest, code: 'amount_too_small', param: 'amount' });
    }
  });
  fact(
    'a charge has eight digits at most, IDR twelve',
    'api/payment_intents/create#create_payment_intent-amount',
    async () => {
      expect((await charge(99_999_999, 'usd')).status).toBe('succeeded');
      expect(await refusal(charge(100_000_000, 'usd'))).toMatchObject({ ...badRequest, code: 'amount_too_large' });
      expect((await charge(999_999_999_999, 'idr')).status).toBe('succeeded');
    },
  );
  fact('an amount is a positive integer', 'error-codes#parameter-invalid-integer', async () => {
    for (const amount of [0, -5, 12.5]) {
      const refused = await refusal(charge(amount, 'usd'));
      expect(refused).toMatchObject({ ...badRequest, code: 'parameter_invalid_integer', param: 'amount' });
    }
  });
  fact('an unsupported currency is refused', 'currencies#presentment-currencies', async () => {
    for (const currency of ['clf', 'iqd', 'xyz']) {
      expect(await refusal(charge(5000, currency))).toMatchObject({ ...badRequest, param: 'currency' });
    }
  });
});

describe('idempotency keys', () => {
  const key = once;

  fact('a 500 is kept under its key; a new key works', 'api/idempotent_requests', async () => {
    const intent = await world.paid();
    const authorized = await world.paid(undefined, held);
    const canceled = await world.paid(undefined, held);
    const { id: method } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } }, once());
    const { id: customer } = await stripe.customers.create({}, once());
    const operations: [string, (options: Stripe.RequestOptions) => Promise<unknown>][] = [
      ['/v1/refunds', (options) => stripe.refunds.create({ payment_intent: intent.id }, options)],
      ['/v1/payment_intents', (options) => stripe.paymentIntents.capture(authorized.id, {}, options)],
      ['/v1/payment_intents', (options) => stripe.paymentIntents.cancel(canceled.id, {}, options)],
      ['/v1/payment_intents', (options) => stripe.paymentIntents.create(card(), options)],
      ['/v1/payment_methods', (options) => stripe.paymentMethods.attach(method, { customer }, options)],
      ['/v1/customers', (options) => stripe.customers.create({}, options)],
      ['/v1/setup_intents', (options) => stripe.setupIntents.create({}, options)],
    ];
    for (const [path, send] of operations) {
      const first = key();
      const fault = { path, method: 'POST', kind: 'kept-error', times: 1 };
      expect(await world.withFault(fault, () => refusal(send(first)))).toMatchObject({ statusCode: 500 });
      const again = await refusal(send(first));
      expect([again.statusCode, again.headers?.['idempotent-replayed']]).toEqual([500, 'true']);
      await send(key());
    }
  });
  fact('a 500 may hide a request that took effect', 'error-low-level#server-errors', async () => {
    const { id } = await world.paid();
    const fault = { path: '/v1/refunds', kind: 'kept-error', effect: true, times: 1 };
    const refund = () => refusal(stripe.refunds.create({ payment_intent: id, amount: 1000 }, once()));
    expect((await world.withFault(fault, refund)).statusCode).toBe(500);
    expect((await stripe.refunds.list({ payment_intent: id })).data.map(({ amount }) => amount)).toEqual([1000]);
  });
  fact('other parameters under a key are an error', 'api/idempotent_requests', async () => {
    const same = key();
    await stripe.paymentIntents.create(card(), same);
    const refused = await refusal(stripe.paymentIntents.create({ ...card(), amount: 500 }, same));
    expect(refused).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
  });
  fact('a key that is being executed answers 409', 'error-codes#idempotency-key-in-use', async () => {
    const same = key();
    const fault = { path: '/v1/payment_intents', method: 'POST', kind: 'delay', ms: 500, times: 1 };
    const [first, second] = await world.withFault(fault, async () => {
      const slow = stripe.paymentIntents.create(card(), same);
      await stripe.balanceTransactions.list();
      return Promise.all([slow, refusal(stripe.paymentIntents.create(card(), same))]);
    });
    expect(second).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect((await stripe.paymentIntents.create(card(), same)).id).toBe(first.id);
  });
  fact('a request that fails validation keeps nothing', 'api/idempotent_requests', async () => {
    const same = key();
    await refusal(stripe.paymentIntents.create({ ...card(), amount: 12.5 }, same));
    expect((await stripe.paymentIntents.create(card(), same)).status).toBe('succeeded');
  });
  fact('a refusal of the execution is kept', 'api/idempotent_requests', async () => {
    const { id } = await world.paid(undefined, held);
    const same = key();
    expect((await refusal(stripe.refunds.create({ payment_intent: id }, same))).statusCode).toBe(400);
    await stripe.paymentIntents.capture(id, {}, once());
    const again = await refusal(stripe.refunds.create({ payment_intent: id }, same));
    expect(again.headers?.['idempotent-replayed']).toBe('true');
  });
  fact('keys may be pruned after 24 hours, not before', 'api/idempotent_requests', async () => {
    const other = await startStripeSandbox();
    const same = key();
    const create = () => other.stripe.paymentIntents.create(card(), same);
    const { id } = await create();
    await other.act('/sandbox/clock', { advance: 'PT23H59M' });
    expect((await create()).id).toBe(id);
    await other.act('/sandbox/clock', { advance: 'PT2M' });
    expect((await create()).id).not.toBe(id);
    await other.sandbox.close();
  });
});

describe('parameters', () => {
  const raw = async (path: string, form: Record<string, string>) => {
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const answer = await fetch(`${world.sandbox.url}${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
    const body = (await answer.json()) as { error?: { code?: string; param?: string } };
    return [answer.status, body.error?.code, body.error?.param];
  };
  const intent = { amount: '9998', currency: 'usd' };

  fact('an unknown parameter is refused', 'error-codes#parameter-unknown', async () => {
    expect(await raw('/v1/payment_intents', { ...intent, colour: 'red' })).toEqual([
      400,
      'parameter_unknown',
      'colour',
    ]);
    expect(await raw('/v1/refunds', { order: 'x' })).toEqual([400, 'parameter_unknown', 'order']);
  });
  fact(
    'payment_method_data has no card',
    'api/payment_intents/create#create_payment_intent-payment_method_data',
    async () => {
      const form = { ...intent, 'payment_method_data[type]': 'card', 'payment_method_data[card][token]': 'tok_visa' };
      expect(await raw('/v1/payment_intents', form)).toEqual([400, 'parameter_unknown', 'payment_method_data[card]']);
    },
  );
  fact('payment_method_types is no parameter of a payment intent', 'changelog/endive', async () => {
    const form = { ...intent, 'payment_method_types[0]': 'card' };
    expect(await raw('/v1/payment_intents', form)).toEqual([400, 'parameter_unknown', 'payment_method_types']);
  });
  fact('a required parameter is named', 'error-codes#parameter-missing', async () => {
    expect(await raw('/v1/payment_intents', { currency: 'usd' })).toEqual([400, 'parameter_missing', 'amount']);
    expect(await raw('/v1/refunds', {})).toEqual([400, 'parameter_missing', 'payment_intent']);
  });
  fact('an empty value is refused', 'error-codes#parameter-invalid-empty', async () => {
    expect(await raw('/v1/payment_intents', { ...intent, description: '' })).toEqual([
      400,
      'parameter_invalid_empty',
      'description',
    ]);
  });
  fact('metadata has 50 keys of 40 characters, with values of 500', 'metadata', async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_none, at) => [`key${at}`, 'x']));
    for (const metadata of [many, { ['k'.repeat(41)]: 'x' }, { k: 'x'.repeat(501) }]) {
      expect(await refusal(stripe.paymentIntents.create({ ...card(), metadata }, once()))).toMatchObject(badRequest);
    }
  });
});
