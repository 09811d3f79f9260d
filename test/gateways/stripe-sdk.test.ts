import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { eventually } from '../support/eventually';
import { ledgerOf } from '../support/invariants/invariants';

const webhookSecret = 'whsec_test';
const dataDir = mkdtempSync(join(tmpdir(), 'order-management-sandbox-'));
const posted: { payload: string; signature: string }[] = [];
let receiver: Server;
let sandbox: Sandbox;

const start = async (): Promise<void> => {
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  sandbox = await startSandbox({ port: 0, webhookUrl, webhookSecret, dataDir });
};

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let payload = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      payload += chunk;
    });
    request.on('end', () => {
      posted.push({ payload, signature: String(request.headers['stripe-signature']) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  await start();
});
afterAll(async () => {
  await sandbox.close();
  await new Promise((resolve) => receiver.close(resolve));
  rmSync(dataDir, { recursive: true });
});

/** Creates the official SDK as the service uses it: without retries, and with a timeout. */
const sdk = (timeout = 20_000): Stripe =>
  new Stripe('sk_test_sandbox', {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    timeout,
  });

const anIntent = (token = 'tok_visa', more: Partial<Stripe.PaymentIntentCreateParams> = {}) => ({
  amount: 9998,
  currency: 'usd',
  confirm: true,
  allowed_payment_method_types: ['card'],
  // Stripe's ready-made payment methods are named like its tokens.
  payment_method: token.replace('tok_', 'pm_card_'),
  return_url: 'https://shop.example/orders',
  ...more,
});
const held = { capture_method: 'manual' as const };
const once = () => ({ idempotencyKey: randomUUID() });

/** Resolves with the error of a request that the sandbox must reject. */
const refusal = async (asked: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  asked.then(
    (answer) => Promise.reject(new Error(`It was not refused: ${JSON.stringify(answer).slice(0, 200)}`)),
    (error: Stripe.errors.StripeError) => error,
  );

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { authorization: 'Bearer sk_test_sandbox', ...headers },
  });

const linesOf = async (paymentIntent: string) =>
  (await ledgerOf({ sandbox: sandbox.url }))
    .filter((line) => line.paymentIntent === paymentIntent)
    .map(({ kind, status, amount }) => [kind, status, amount]);

const chargesFor = async (orderId: string) =>
  (await ledgerOf({ sandbox: sandbox.url }, orderId)).map(({ kind }) => kind);

describe('an idempotency key', () => {
  const form = {
    amount: '100',
    currency: 'usd',
    confirm: 'true',
    payment_method: 'pm_card_visa',
    'allowed_payment_method_types[0]': 'card',
  };

  test('replays the first reply, marks it as replayed, and charges once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await post('/v1/payment_intents', form, headers),
      await post('/v1/payment_intents', form, headers),
    ];
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    const intent = (await first.json()) as { id: string };
    expect(await second.json()).toEqual(intent);
    expect(await linesOf(intent.id)).toHaveLength(1);
  });

  test('replays the reply unchanged, whatever has happened since', async () => {
    const key = once();
    const first = await sdk().paymentIntents.create(anIntent('tok_visa', held), key);
    await sdk().paymentIntents.capture(first.id, {}, once());
    const replayed = await sdk().paymentIntents.create(anIntent('tok_visa', held), key);
    expect([replayed.id, replayed.status]).toEqual([first.id, 'requires_capture']);
  });

  test('is rejected with other parameters and at another endpoint', async () => {
    const key = once();
    const { id } = await sdk().paymentIntents.create(anIntent(), key);
    const asked = [
      sdk().paymentIntents.create(anIntent('tok_visa', { amount: 100 }), key),
      sdk().refunds.create({ payment_intent: id }, key),
    ];
    for (const refused of await Promise.all(asked.map(refusal))) {
      expect(refused).toMatchObject({ type: 'StripeIdempotencyError', rawType: 'idempotency_error', statusCode: 400 });
    }
    expect(await linesOf(id)).toHaveLength(1);
  });

  test('replays a decline', async () => {
    const key = once();
    const charge = () => sdk().paymentIntents.create(anIntent('tok_chargeDeclinedInsufficientFunds'), key);
    const [first, second] = [await refusal(charge()), await refusal(charge())];
    expect(second.headers?.['idempotent-replayed']).toBe('true');
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
  });

  test('stays unused after an invalid request', async () => {
    const key = once();
    await refusal(sdk().paymentIntents.create(anIntent('tok_visa', { amount: 0 }), key));
    expect((await sdk().paymentIntents.create(anIntent(), key)).status).toBe('succeeded');
  });
});

describe('a decline', () => {
  test.each([
    ['tok_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['tok_chargeDeclinedStolenCard', 'stolen_card'],
  ])('of %s returns 402 with %s and the intent', async (token, declineCode) => {
    const error = await refusal(sdk().paymentIntents.create(anIntent(token), once()));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      rawType: 'card_error',
      statusCode: 402,
      code: 'card_declined',
      decline_code: declineCode,
      payment_intent: { object: 'payment_intent', status: 'requires_payment_method', amount_received: 0 },
    });
    const { id = '' } = error.payment_intent ?? {};
    const intent = await sdk().paymentIntents.retrieve(id);
    expect(intent.last_payment_error).toMatchObject({ type: 'card_error', decline_code: declineCode });
    expect(await linesOf(id)).toEqual([]);
  });
});

describe('a payment intent', () => {
  test('charges at once', async () => {
    const intent = await sdk().paymentIntents.create(anIntent('tok_visa', { expand: ['latest_charge'] }), once());
    expect(intent).toMatchObject({
      object: 'payment_intent',
      status: 'succeeded',
      amount: 9998,
      amount_received: 9998,
    });
    expect(intent.latest_charge).toMatchObject({
      object: 'charge',
      id: expect.stringMatching(/^ch_/),
      payment_intent: intent.id,
    });
    const plain = await sdk().paymentIntents.retrieve(intent.id);
    expect(plain.latest_charge).toBe((intent.latest_charge as Stripe.Charge).id);
  });

  test('releases the rest on a partial capture', async () => {
    const intent = await sdk().paymentIntents.create(anIntent('tok_visa', held), once());
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 9998, amount_received: 0 });
    const captured = await sdk().paymentIntents.capture(intent.id, { amount_to_capture: 4000 }, once());
    expect(captured).toMatchObject({ status: 'succeeded', amount: 9998, amount_capturable: 0, amount_received: 4000 });
    const refused = await refusal(sdk().refunds.create({ payment_intent: intent.id, amount: 4001 }, once()));
    expect(refused.statusCode).toBe(400);
    expect(await linesOf(intent.id)).toEqual([
      ['authorization', 'succeeded', 9998],
      ['capture', 'succeeded', 4000],
    ]);
  });

  test('rejects a capture of more than is authorized, and a second capture', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent('tok_visa', held), once());
    const capture = (amount?: number) =>
      sdk().paymentIntents.capture(id, amount === undefined ? {} : { amount_to_capture: amount }, once());
    expect(await refusal(capture(9999))).toMatchObject({ statusCode: 400, param: 'amount_to_capture' });
    expect((await capture()).amount_received).toBe(9998);
    expect(await refusal(capture())).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  test('canceled while it is held: nothing is taken, and nothing can be taken later', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent('tok_visa', held), once());
    expect(await sdk().paymentIntents.cancel(id, {}, once())).toMatchObject({
      status: 'canceled',
      amount_capturable: 0,
    });
    const attempts = [sdk().paymentIntents.cancel(id, {}, once()), sdk().paymentIntents.capture(id, {}, once())];
    for (const refused of await Promise.all(attempts.map(refusal))) {
      expect(refused).toMatchObject({
        type: 'StripeInvalidRequestError',
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
        payment_intent: { id, status: 'canceled' },
      });
    }
    expect(await linesOf(id)).toEqual([
      ['authorization', 'succeeded', 9998],
      ['void', 'succeeded', 9998],
    ]);
  });

  test('rejects a cancellation after it has succeeded', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent(), once());
    const refused = await refusal(sdk().paymentIntents.cancel(id, {}, once()));
    expect(refused).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  test.each([
    ['approve', 'succeeded', 1],
    ['decline', 'requires_payment_method', 0],
  ])('redirects the customer to the bank for 3-D Secure: %s → %s', async (answer, status, charges) => {
    const intent = await sdk().paymentIntents.create(anIntent('tok_threeDSecureRequired'), once());
    expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    expect(await linesOf(intent.id)).toEqual([]);
    const page = intent.next_action?.redirect_to_url?.url ?? '';
    await fetch(page, { method: 'POST', body: new URLSearchParams({ answer }) });
    const answered = await sdk().paymentIntents.retrieve(intent.id);
    expect([answered.status, answered.next_action]).toEqual([status, null]);
    expect(await linesOf(intent.id)).toHaveLength(charges);
  });
});

describe('refunds', () => {
  test('are made in parts up to the rest, and rejected beyond it', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent(), once());
    const refund = (amount?: number) =>
      sdk().refunds.create({ payment_intent: id, ...(amount !== undefined && { amount }) }, once());
    expect(await refund(4000)).toMatchObject({
      object: 'refund',
      status: 'succeeded',
      amount: 4000,
      payment_intent: id,
    });
    expect(await refusal(refund(5999))).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
    expect((await refund()).amount).toBe(5998);
    expect(await refusal(refund(1))).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
    const { data } = await sdk().refunds.list({ payment_intent: id });
    expect(data.map(({ amount }) => amount)).toEqual([5998, 4000]);
    expect(await linesOf(id)).toEqual([
      ['charge', 'succeeded', 9998],
      ['refund', 'succeeded', 4000],
      ['refund', 'succeeded', 5998],
    ]);
  });

  test('of an uncaptured intent are rejected, and not as already refunded', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent('tok_visa', held), once());
    const refused = await refusal(sdk().refunds.create({ payment_intent: id }, once()));
    expect([refused.statusCode, refused.code]).toEqual([400, undefined]);
  });

  test('that fail later can be made again', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent(), once());
    const { id: refundId } = await sdk().refunds.create({ payment_intent: id }, once());
    await post(`/sandbox/refunds/${refundId}/fail`, {});
    expect(await sdk().refunds.retrieve(refundId)).toMatchObject({
      status: 'failed',
      failure_reason: expect.any(String),
    });
    expect((await sdk().refunds.create({ payment_intent: id }, once())).amount).toBe(9998);
  });
});

describe('searches and lists', () => {
  test('find by all of the given metadata', async () => {
    const reference = { orderId: randomUUID(), workId: 'charge-1' };
    const { id } = await sdk().paymentIntents.create(anIntent('tok_visa', { metadata: reference }), once());
    await sdk().paymentIntents.create(anIntent('tok_visa', { metadata: { ...reference, workId: 'charge-2' } }), once());
    const search = (workId: string) =>
      sdk().paymentIntents.search({
        query: `metadata['orderId']:'${reference.orderId}' AND metadata['workId']:'${workId}'`,
      });
    const found = await search('charge-1');
    expect([found.object, found.data.map((intent) => intent.id), found.has_more]).toEqual([
      'search_result',
      [id],
      false,
    ]);
    expect((await search('charge-3')).data).toEqual([]);
  });

  test('return pages, newest first', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await sdk().paymentIntents.create(anIntent(), once())).id);
    const first = await sdk().paymentIntents.list({ limit: 2 });
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([made.slice(0, 2), true]);
    // An intent that is created meanwhile does not shift the pages that follow.
    await sdk().paymentIntents.create(anIntent(), once());
    const second = await sdk().paymentIntents.list({ limit: 3, starting_after: made[1] ?? '' });
    expect(second.data.map(({ id }) => id)).toEqual(made.slice(2));
    const [...every] = await sdk().paymentIntents.list({ limit: 2 }).autoPagingToArray({ limit: 6 });
    expect(every.slice(1).map(({ id }) => id)).toEqual(made);
  });

  test('end with the last page, and reject an unknown cursor', async () => {
    const all = await sdk().paymentIntents.list({ limit: 100 });
    expect(all.has_more).toBe(false);
    const refused = await refusal(sdk().paymentIntents.list({ starting_after: 'pi_none' }));
    expect(refused).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'starting_after' });
  });

  test.each([0, 101])('reject pages of %i', async (limit) => {
    expect((await refusal(sdk().paymentIntents.list({ limit }))).statusCode).toBe(400);
  });

  test('return 404 for an unknown id', async () => {
    const asked = [
      sdk().paymentIntents.retrieve('pi_none'),
      sdk().paymentIntents.capture('pi_none', {}, once()),
      sdk().refunds.retrieve('re_none'),
      sdk().events.retrieve('evt_none'),
    ];
    for (const refused of await Promise.all(asked.map(refusal))) {
      expect(refused).toMatchObject({
        type: 'StripeInvalidRequestError',
        rawType: 'invalid_request_error',
        statusCode: 404,
        code: 'resource_missing',
      });
    }
  });

  test('return 401 without a secret key', async () => {
    const answer = await fetch(`${sandbox.url}/v1/payment_intents`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});

describe('events', () => {
  test('are listed newest first, and posted with a valid signature', async () => {
    const intent = await sdk().paymentIntents.create(anIntent(), once());
    const refund = await sdk().refunds.create({ payment_intent: intent.id }, once());
    const all = await sdk().events.list({ limit: 3 });
    expect(all.data.map(({ type, data: { object } }) => [type, (object as { id: string }).id])).toEqual([
      ['charge.refunded', refund.charge],
      ['refund.created', refund.id],
      ['payment_intent.succeeded', intent.id],
    ]);
    const data = all.data.slice(1);
    expect(await sdk().events.retrieve(data[0]?.id ?? '')).toMatchObject({ object: 'event', type: 'refund.created' });
    const { payload, signature } = await eventually(() => {
      const found = posted.find((one) => one.payload.includes(data[0]?.id ?? ''));
      if (!found) throw new Error('not posted yet');
      return found;
    });
    const event = sdk().webhooks.constructEvent(payload, signature, webhookSecret);
    expect(event.data.object).toMatchObject({ id: refund.id });
    for (const [text, secret] of [
      [payload.replace('9998', '9997'), webhookSecret],
      [payload, 'whsec_other'],
    ] as const) {
      expect(() => sdk().webhooks.constructEvent(text, signature, secret)).toThrow(
        Stripe.errors.StripeSignatureVerificationError,
      );
    }
  });

  test('show the object as it was at that time', async () => {
    const { id } = await sdk().paymentIntents.create(anIntent('tok_visa', held), once());
    await sdk().paymentIntents.capture(id, {}, once());
    const { data } = await sdk().events.list({ limit: 2 });
    const shown = data.map((event) => event.data.object as Stripe.PaymentIntent);
    expect(shown.map((intent) => [intent.id, intent.status])).toEqual([
      [id, 'succeeded'],
      [id, 'requires_capture'],
    ]);
  });
});

describe('the test token', () => {
  const charge = (token: string, orderId: string, key = once(), timeout?: number) =>
    sdk(timeout).paymentIntents.create(anIntent(token, { metadata: { orderId } }), key);
  const lost = { type: 'StripeConnectionError' };
  const broken = { type: 'StripeAPIError', statusCode: 500 };

  test.each(['tok_visa', 'tok_xxxx'])('%s charges', async (token) => {
    const orderId = randomUUID();
    expect((await charge(token, orderId)).status).toBe('succeeded');
    expect(await chargesFor(orderId)).toEqual(['charge']);
  });

  test('tok_timeout charges and does not answer; the same key replays the outcome', async () => {
    const [orderId, key] = [randomUUID(), once()];
    expect(await refusal(charge('tok_timeout', orderId, key, 300))).toMatchObject(lost);
    expect(await chargesFor(orderId)).toEqual(['charge']);
    expect((await charge('tok_timeout', orderId, key)).status).toBe('succeeded');
    expect(await chargesFor(orderId)).toEqual(['charge']);
  });

  test('tok_slow answers too late for a client that waits a second, then at once', async () => {
    const [orderId, key] = [randomUUID(), once()];
    expect(await refusal(charge('tok_slow', orderId, key, 1_000))).toMatchObject(lost);
    expect((await charge('tok_slow', orderId, key, 2_500)).status).toBe('succeeded');
    expect((await charge('tok_slow', orderId)).status).toBe('succeeded');
    expect(await chargesFor(orderId)).toEqual(['charge', 'charge']);
  });

  test('tok_error500 fails each time, and charges nothing', async () => {
    const [orderId, key] = [randomUUID(), once()];
    for (const again of [key, key, once()])
      expect(await refusal(charge('tok_error500', orderId, again))).toMatchObject(broken);
    expect(await chargesFor(orderId)).toEqual([]);
  });

  test('tok_error500_after charges and fails; the key keeps the failure', async () => {
    const [orderId, key] = [randomUUID(), once()];
    expect(await refusal(charge('tok_error500_after', orderId, key))).toMatchObject(broken);
    const again = await refusal(charge('tok_error500_after', orderId, key));
    expect(again).toMatchObject(broken);
    expect(again.headers?.['idempotent-replayed']).toBe('true');
    expect(await chargesFor(orderId)).toEqual(['charge']);
  });

  test('tok_flaky fails twice before charging, then charges', async () => {
    const [orderId, key] = [randomUUID(), once()];
    expect(await refusal(charge('tok_flaky', orderId, key))).toMatchObject(broken);
    expect(await refusal(charge('tok_flaky', orderId, key))).toMatchObject(broken);
    expect(await chargesFor(orderId)).toEqual([]);
    expect((await charge('tok_flaky', orderId, key)).status).toBe('succeeded');
    expect(await chargesFor(orderId)).toEqual(['charge']);
  });
});

test('keeps one ledger line for each movement, in order', async () => {
  const lines = await ledgerOf({ sandbox: sandbox.url });
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_line, index) => index + 1));
});

test('keeps its state across a restart', async () => {
  const key = once();
  const ask = anIntent('tok_visa', held);
  const { id } = await sdk().paymentIntents.create(ask, key);
  await sdk().paymentIntents.capture(id, {}, once());
  const refund = await sdk().refunds.create({ payment_intent: id, amount: 1000 }, once());
  const [before, events, ledger] = [
    await sdk().paymentIntents.retrieve(id),
    await sdk().events.list({ limit: 100 }),
    await ledgerOf({ sandbox: sandbox.url }),
  ];

  await sandbox.close();
  await start();

  expect(await sdk().paymentIntents.retrieve(id)).toEqual(before);
  expect(await sdk().refunds.retrieve(refund.id)).toMatchObject({ amount: 1000, status: 'succeeded' });
  expect((await sdk().events.list({ limit: 100 })).data).toEqual(events.data);
  expect(await ledgerOf({ sandbox: sandbox.url })).toEqual(ledger);
  const replayed = await sdk().paymentIntents.create(ask, key);
  expect([replayed.id, replayed.status]).toEqual([id, 'requires_capture']);
  const rest = await sdk().refunds.create({ payment_intent: id }, once());
  expect(rest.amount).toBe(8998);
  expect((await ledgerOf({ sandbox: sandbox.url })).at(-1)).toMatchObject({ seq: ledger.length + 1, kind: 'refund' });
});
