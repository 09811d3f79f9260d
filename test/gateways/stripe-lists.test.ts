import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { eventually } from '../support/eventually';
import { fact, held, once, refusal, type StripeSandbox, startStripeSandbox } from '../support/gateway/stripe-sandbox';

/* Lists, search, events and webhooks; see sandbox-stripe-facts.test.ts. */

let world: StripeSandbox;
let stripe: Stripe;
let receiver: Server;
const posted: string[] = [];
beforeAll(async () => {
  receiver = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      posted.push(text);
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  world = await startStripeSandbox({ webhookUrl, webhookSecret: 'whsec_test' });
  stripe = world.stripe;
});
afterAll(async () => {
  await world.sandbox.close();
  await new Promise((resolve) => receiver.close(resolve));
});

const isPosted = (id: string): boolean => posted.some((text) => text.includes(id));

describe('lags', () => {
  const lag = (what: string) => ({ kind: 'lag', what, seconds: 3600 });
  const findBySearch = async (orderId: string) =>
    (await stripe.paymentIntents.search({ query: `metadata['orderId']:'${orderId}'` })).data.length;

  fact('search lags, by an hour in an outage; lists do not', 'search#data-freshness', async () => {
    const { id, metadata } = await world.paid();
    await world.withFault(lag('search'), async () => {
      expect(await findBySearch(metadata.orderId ?? '')).toBe(0);
      expect((await stripe.paymentIntents.list({ limit: 1 })).data.map((one) => one.id)).toEqual([id]);
    });
    expect(await findBySearch(metadata.orderId ?? '')).toBe(1);
  });
  fact('the list of events lags apart from webhooks', 'api/events', async () => {
    const { id } = await world.paid();
    const seen = await world.withFault(lag('events'), async () => {
      await eventually(() => expect(isPosted(id)).toBe(true));
      return world.eventsOf(id);
    });
    expect([seen, await world.eventsOf(id)]).toEqual([[], ['payment_intent.succeeded']]);
  });
  fact('webhooks lag apart from the list, and come when the lag ends', 'webhooks', async () => {
    const id = await world.withFault(lag('webhooks'), async () => {
      const intent = await world.paid();
      expect(await world.eventsOf(intent.id)).toEqual(['payment_intent.succeeded']);
      expect(isPosted(intent.id)).toBe(false);
      return intent.id;
    });
    await eventually(() => expect(isPosted(id)).toBe(true));
  });
});

describe('events', () => {
  fact('an event names the request and key that caused it', 'api/events/object', async () => {
    const key = once();
    const { id } = await stripe.paymentIntents.create(
      {
        amount: 500,
        currency: 'usd',
        confirm: true,
        payment_method: 'pm_card_visa',
        return_url: 'https://shop.example',
      },
      key,
    );
    const { data } = await stripe.events.list({ limit: 1 });
    expect(data[0]).toMatchObject({
      object: 'event',
      data: { object: { id } },
      request: { id: expect.stringMatching(/^req_/), idempotency_key: key.idempotencyKey },
    });
  });
  fact('what a person or the bank does has no request', 'api/events/object', async () => {
    const { metadata } = await world.paid();
    await world.act('/dashboard/refunds', { orderId: metadata.orderId });
    const { data } = await stripe.events.list({ limit: 1 });
    expect(data[0]).toMatchObject({ type: 'charge.refunded', request: { id: null, idempotency_key: null } });
  });
  fact('they are filtered by type, group or up to 20 types', 'api/events/list', async () => {
    const { id } = await world.paid();
    await stripe.refunds.create({ payment_intent: id }, once());
    const types = async (params: Stripe.EventListParams) =>
      (await stripe.events.list({ limit: 3, ...params })).data.map(({ type }) => type).slice(0, 2);
    expect(await types({ type: 'refund.created' })).toContain('refund.created');
    expect(await types({ type: 'charge.*' })).toContain('charge.refunded');
    expect(await types({ types: ['refund.created', 'payment_intent.succeeded'] })).toEqual([
      'refund.created',
      'payment_intent.succeeded',
    ]);
    expect(await refusal(stripe.events.list({ types: Array(21).fill('refund.created') }))).toMatchObject({
      statusCode: 400,
    });
  });
  fact('every step emits its events', 'api/events/types', async () => {
    const other = await startStripeSandbox({ everyEvent: true });
    const { id } = await other.paid(undefined, held);
    await other.stripe.paymentIntents.capture(id, {}, once());
    expect(await other.eventsOf(id)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
    ]);
    await other.sandbox.close();
  });
  fact('an event of a declined charge names the failed charge', 'api/events/types#charge.failed', async () => {
    const other = await startStripeSandbox({ everyEvent: true });
    const error = await refusal(other.paid(undefined, { payment_method: 'pm_card_chargeDeclined' }));
    expect(await other.eventsOf(error.payment_intent?.id ?? '')).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    await other.sandbox.close();
  });
});

describe('lists', () => {
  const created = { gte: Math.floor(Date.now() / 1000) - 60 };

  fact('charges, refunds and balance transactions are filtered', 'api/charges/list', async () => {
    const { id } = await world.paid();
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 100 }, once());
    const charges = await stripe.charges.list({ payment_intent: id, created });
    expect(charges.data).toMatchObject([{ payment_intent: id, amount_refunded: 100 }]);
    const charge = charges.data[0]?.id ?? '';
    expect((await stripe.refunds.list({ charge, created })).data.map((one) => one.id)).toEqual([refund.id]);
    expect((await stripe.balanceTransactions.list({ source: refund.id })).data).toMatchObject([
      { amount: -100, fee: 0, net: -100, type: 'refund', reporting_category: 'refund' },
    ]);
    expect((await stripe.charges.list({ created: { gt: created.gte + 3600 } })).data).toEqual([]);
  });
  fact('pages go forth and back', 'api/pagination', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) ids.unshift((await world.paid()).id);
    const back = await stripe.paymentIntents.list({ ending_before: ids[3] ?? '', limit: 2 });
    expect([back.data.map(({ id }) => id), back.has_more]).toEqual([ids.slice(1, 3), true]);
    const refused = await refusal(stripe.charges.list({ starting_after: 'ch_none' }));
    expect(refused).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'starting_after' });
  });
  fact('what is expanded is an object, four levels deep at most', 'api/expanding_objects', async () => {
    const { id } = await world.paid();
    const expand = ['latest_charge.balance_transaction', 'payment_method'];
    const intent = await stripe.paymentIntents.retrieve(id, { expand });
    expect(intent).toMatchObject({
      latest_charge: {
        object: 'charge',
        balance_transaction: { object: 'balance_transaction', amount: 9998, fee: 320 },
      },
      payment_method: { object: 'payment_method', type: 'card' },
    });
    expect(JSON.stringify(intent)).not.toContain('tok_');
    const listed = await stripe.paymentIntents.list({ limit: 1, expand: ['data.latest_charge'] });
    expect(listed.data[0]?.latest_charge).toMatchObject({ object: 'charge' });
    for (const wrong of ['colour', 'latest_charge.balance_transaction.source.customer.x']) {
      const refused = await refusal(stripe.paymentIntents.retrieve(id, { expand: [wrong] }));
      expect(refused).toMatchObject({ statusCode: 400, param: 'expand' });
    }
    const refused = await refusal(stripe.paymentIntents.list({ expand: ['latest_charge'] }));
    expect(refused).toMatchObject({ statusCode: 400, param: 'expand' });
    const withRefunds = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.refunds.data.charge'] });
    expect(withRefunds.latest_charge).toMatchObject({ refunds: { object: 'list', data: [] } });
  });
  fact(
    'a balance transaction tells amount, rate and fee of the settlement',
    'api/balance_transactions/object',
    async () => {
      const { id } = await world.paid(undefined, { amount: 7500, currency: 'jpy' });
      const { latest_charge } = await stripe.paymentIntents.retrieve(id, {
        expand: ['latest_charge.balance_transaction'],
      });
      expect((latest_charge as Stripe.Charge).balance_transaction).toMatchObject({
        currency: 'usd',
        amount: 4950,
        exchange_rate: 0.0066,
        fee: 174,
        net: 4776,
      });
    },
  );
});
