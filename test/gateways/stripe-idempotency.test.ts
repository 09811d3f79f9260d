import type Stripe from 'stripe';
import { eventually } from '../support/eventually';
import {
  card,
  fact,
  held,
  once,
  refusal,
  type StripeSandbox,
  startStripeSandbox,
} from '../support/gateway/stripe-sandbox';

/* Facts about Stripe's idempotency keys: what a key keeps, and what it does not. */

let world: StripeSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await startStripeSandbox();
  stripe = world.stripe;
});
afterAll(() => world.sandbox.close());

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
  fact('the order of the parameters does not matter', 'api/idempotent_requests', async () => {
    const same = key();
    const { confirm, ...params } = card();
    const { id } = await stripe.paymentIntents.create({ confirm, ...params }, same);
    expect((await stripe.paymentIntents.create({ ...params, confirm }, same)).id).toBe(id);
  });
  test('a late answer does not release the key that a later request holds', async () => {
    const same = key();
    const form = 'type=card&card[token]=tok_visa';
    const path = '/v1/payment_methods';
    const send = () =>
      fetch(`${world.sandbox.url}${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_sandbox', 'idempotency-key': same.idempotencyKey },
        body: form,
      }).then(({ status }) => status);
    const slow = { ...card('pm_card_slow'), metadata: { late: 'yes' } };
    const first = stripe.paymentIntents.create(slow, same);
    await eventually(async () =>
      expect((await stripe.paymentIntents.list({ limit: 1 })).data[0]?.metadata).toEqual(slow.metadata),
    );
    await world.withFault({ path, kind: 'delay', ms: 5_000, times: 1 }, async () => {
      const second = send();
      await first;
      expect(await send()).toBe(409);
      // The key is used up by other parameters.
      expect(await second).toBe(400);
    });
  });
});

describe('a request that fails its validation changes nothing, and its key keeps nothing', () => {
  const all = async () => {
    const { data } = await every.stripe.events.list({ limit: 100 });
    const [intents, setups] = [await every.stripe.paymentIntents.list(), await every.stripe.setupIntents.list()];
    return [data.map(({ id }) => id), intents.data.map(({ id }) => id), setups.data.map(({ id }) => id)];
  };
  let every: StripeSandbox;
  beforeAll(async () => {
    every = await startStripeSandbox({ everyEvent: true });
    await every.paid();
  });
  afterAll(() => every.sandbox.close());

  type Send = (stripe: Stripe, options: Stripe.RequestOptions) => Promise<unknown>;
  const wrongExpand = { expand: ['colour'] };
  const asked: [string, Send][] = [
    ['expand of a charge', (sdk, key) => sdk.paymentIntents.create({ ...card(), ...wrongExpand }, key)],
    [
      'expand within a member',
      (sdk, key) => sdk.paymentIntents.create({ ...card(), expand: ['latest_charge.colour'] }, key),
    ],
    ['expand of a customer', (sdk, key) => sdk.customers.create(wrongExpand, key)],
    ['expand of a payment method', (sdk, key) => sdk.paymentMethods.create({ type: 'paypal', ...wrongExpand }, key)],
    ['expand of a setup intent', (sdk, key) => sdk.setupIntents.create(wrongExpand, key)],
    [
      'no payment method',
      (sdk, key) => sdk.paymentIntents.create({ ...card(), payment_method: undefined } as never, key),
    ],
    ['no such payment method', (sdk, key) => sdk.paymentIntents.create({ ...card(), payment_method: 'pm_none' }, key)],
    [
      'a payment method of another type',
      (sdk, key) =>
        sdk.paymentIntents.create(
          { ...card(), allowed_payment_method_types: ['paypal'], return_url: 'https://shop.example' },
          key,
        ),
    ],
    ['no payment method to set up', (sdk, key) => sdk.setupIntents.create({ confirm: true }, key)],
    [
      'no such payment method to set up',
      (sdk, key) => sdk.setupIntents.create({ confirm: true, payment_method: 'pm_none' }, key),
    ],
  ];

  test.each(asked)('%s', async (_name, send) => {
    const before = await all();
    expect((await refusal(send(every.stripe, once()))).statusCode).toBe(400);
    expect(await all()).toEqual(before);
  });
  test('expand of a refund, a capture, a cancellation', async () => {
    const paid = await every.paid();
    const authorized = await every.paid(undefined, held);
    const before = await all();
    const same = once();
    const operations: Send[] = [
      (sdk) => sdk.refunds.create({ payment_intent: paid.id, ...wrongExpand }, same),
      (sdk) => sdk.paymentIntents.capture(authorized.id, wrongExpand, once()),
      (sdk) => sdk.paymentIntents.cancel(authorized.id, wrongExpand, once()),
    ];
    for (const send of operations) expect((await refusal(send(every.stripe, once()))).statusCode).toBe(400);
    expect(await all()).toEqual(before);
    expect((await every.stripe.refunds.create({ payment_intent: paid.id }, same)).status).toBe('succeeded');
  });
});
