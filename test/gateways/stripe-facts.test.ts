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
