import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { fact, held, once, refusal, type StripeSandbox, startStripeSandbox } from '../support/gateway/stripe-sandbox';

/* What Stripe does after and around a charge; see sandbox-stripe-facts.test.ts. */

let world: StripeSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await startStripeSandbox();
  stripe = world.stripe;
});
afterAll(() => world.sandbox.close());

const refundOf = (payment_intent: string, more: Partial<Stripe.RefundCreateParams> = {}) =>
  stripe.refunds.create({ payment_intent, ...more }, once());
const chargeOf = async (id: string): Promise<Stripe.Charge> =>
  (await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })).latest_charge as Stripe.Charge;
const orderOf = ({ metadata }: Stripe.PaymentIntent): string => metadata.orderId ?? '';

describe('in the dashboard', () => {
  fact('a person refunds without our metadata', 'refunds', async () => {
    const intent = await world.paid();
    const { body } = await world.act('/dashboard/refunds', { orderId: orderOf(intent), amount: 1000 });
    expect(body).toMatchObject({ object: 'refund', amount: 1000, metadata: {}, payment_intent: intent.id });
    expect(await chargeOf(intent.id)).toMatchObject({
      amount_refunded: 1000,
      refunded: false,
      metadata: intent.metadata,
    });
    expect(await world.eventsOf(intent.id)).toEqual(['payment_intent.succeeded', 'refund.created', 'charge.refunded']);
  });
  fact(
    'a person cancels an authorization; nothing is refunded',
    'changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow',
    async () => {
      const intent = await world.paid(undefined, held);
      await world.act('/dashboard/cancellations', { orderId: orderOf(intent) });
      expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('canceled');
      expect(await chargeOf(intent.id)).toMatchObject({ amount_captured: 0, amount_refunded: 0, refunded: false });
      expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toEqual([]);
      expect((await world.eventsOf(intent.id)).slice(1)).toEqual(['payment_intent.canceled']);
      expect((await world.linesOf(intent.id)).at(-1)).toEqual(['void', 'succeeded', '99.98']);
    },
  );
  fact(
    'a person captures, wholly or in part; what is released is not refunded',
    'changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow',
    async () => {
      const intent = await world.paid(undefined, held);
      await world.act('/dashboard/captures', { orderId: orderOf(intent), amount: 4000 });
      expect(await chargeOf(intent.id)).toMatchObject({ amount_captured: 4000, amount_refunded: 0, refunded: false });
      expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toEqual([]);
      expect((await stripe.paymentIntents.retrieve(intent.id)).amount_received).toBe(4000);
      expect((await world.eventsOf(intent.id)).slice(1)).toEqual(['charge.captured', 'payment_intent.succeeded']);
    },
  );
  test('what is not possible is refused and changes nothing', async () => {
    const orderId = randomUUID();
    expect((await world.act('/dashboard/refunds', { orderId })).status).toBe(404);
    const { id } = await world.paid(orderId);
    expect((await world.act('/dashboard/captures', { orderId })).status).toBe(409);
    expect((await world.act('/dashboard/refunds', { orderId, amount: 9999 })).status).toBe(400);
    expect(await world.linesOf(id)).toHaveLength(1);
  });
});

describe('refunds', () => {
  const end = (id: string, body: object) => world.act(`/dashboard/refunds/${id}`, body);

  test.each([
    ['succeeded', ['refund.updated', 'charge.refund.updated'], ['refund', 'succeeded', '99.98']],
    ['failed', ['charge.updated', 'refund.failed', 'refund.updated', 'charge.refund.updated'], undefined],
  ])('one may stay pending and end as %s (docs.stripe.com/refunds)', async (status, events, line) => {
    const { id } = await world.paid();
    const fault = { path: '/v1/refunds', kind: 'pending', times: 1 };
    const pending = await world.withFault(fault, () => refundOf(id));
    expect(pending).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(await refusal(refundOf(id))).toMatchObject({ code: 'charge_already_refunded' });
    expect(await world.linesOf(id)).toHaveLength(1);
    await end(pending.id, { status });
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe(status);
    expect((await world.eventsOf(id)).slice(3)).toEqual(events);
    expect((await world.linesOf(id))[1]).toEqual(line);
    expect((await end(pending.id, { status: 'succeeded' })).status).toBe(400);
  });
  fact('one that succeeded may fail later: the money is there again', 'refunds#failed-refunds', async () => {
    const { id } = await world.paid();
    const refund = await refundOf(id, { amount: 4000 });
    await end(refund.id, { status: 'failed', failureReason: 'lost_or_stolen_card' });
    const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'lost_or_stolen_card',
      failure_balance_transaction: { amount: 4000, type: 'refund_failure' },
    });
    expect((await refundOf(id)).amount).toBe(9998);
  });
  fact('more than is left is refused', 'error-codes#charge-already-refunded', async () => {
    const { id } = await world.paid();
    expect(await refusal(refundOf(id, { amount: 9999 }))).toMatchObject({ statusCode: 400, param: 'amount' });
    await refundOf(id);
    expect(await refusal(refundOf(id, { amount: 1 }))).toMatchObject({ code: 'charge_already_refunded' });
  });
  fact('one may lack a balance', 'error-codes#balance-insufficient', async () => {
    const { id } = await world.paid();
    const fault = { path: '/v1/refunds', kind: 'balance-insufficient', times: 1 };
    expect((await world.withFault(fault, () => refusal(refundOf(id)))).code).toBe('balance_insufficient');
    expect((await refundOf(id)).status).toBe('succeeded');
  });
});

describe('disputes', () => {
  const open = async (more: object = {}) => {
    const intent = await world.paid();
    const { body } = await world.act('/disputes', { orderId: orderOf(intent), ...more });
    return { intent, id: String(body.id) };
  };
  const decide = (id: string, status: string) => world.act(`/disputes/${id}`, { status });
  const balanceOf = async (id: string) =>
    (await stripe.balanceTransactions.list({ source: id })).data.map(({ amount, fee, type }) => [type, amount, fee]);

  fact('one takes its amount and a fee at once', 'disputes/how-disputes-work', async () => {
    const { intent, id } = await open();
    const dispute = await stripe.disputes.retrieve(id);
    expect(dispute).toMatchObject({
      object: 'dispute',
      status: 'needs_response',
      amount: 9998,
      payment_intent: intent.id,
      metadata: {},
      evidence_details: { due_by: expect.any(Number), submission_count: 0 },
    });
    expect(dispute.charge).toBe((await chargeOf(intent.id)).id);
    expect((await chargeOf(intent.id)).disputed).toBe(true);
    expect(await world.eventsOf(intent.id)).toEqual([
      'payment_intent.succeeded',
      'charge.updated',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
    ]);
    expect((await world.linesOf(intent.id)).at(-1)).toEqual(['dispute', 'succeeded', '99.98']);
    expect(await balanceOf(id)).toEqual([['adjustment', -9998, 1500]]);
  });
  fact('one that is won reinstates the money', 'api/events/types#charge.dispute.funds_reinstated', async () => {
    const { intent, id } = await open({ amount: 4000, reason: 'product_not_received' });
    await decide(id, 'won');
    expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'won', reason: 'product_not_received' });
    expect((await world.eventsOf(intent.id)).slice(4)).toEqual([
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
    expect((await world.linesOf(intent.id)).slice(1)).toEqual([
      ['dispute', 'succeeded', '40.00'],
      ['dispute_reversal', 'succeeded', '40.00'],
    ]);
  });
  fact('one that is lost keeps the money away', 'api/events/types#charge.dispute.closed', async () => {
    const { intent, id } = await open();
    await decide(id, 'lost');
    expect((await world.eventsOf(intent.id)).slice(4)).toEqual(['charge.dispute.closed']);
    expect((await world.linesOf(intent.id)).map(([kind]) => kind)).toEqual(['charge', 'dispute']);
    expect((await decide(id, 'won')).status).toBe(400);
  });
  fact('evidence puts one under review; accepting it loses it', 'api/disputes', async () => {
    const { intent, id } = await open();
    await stripe.disputes.update(id, { evidence: { product_description: 'A cup' } }, once());
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      status: 'under_review',
      evidence_details: { has_evidence: true, submission_count: 1 },
    });
    expect((await world.eventsOf(intent.id)).at(-1)).toBe('charge.dispute.updated');
    expect((await stripe.disputes.close(id, {}, once())).status).toBe('lost');
  });
  fact('a charge that is disputed cannot be refunded', 'error-codes#charge-disputed', async () => {
    const { intent } = await open();
    expect(await refusal(refundOf(intent.id))).toMatchObject({ statusCode: 400, code: 'charge_disputed' });
  });
  fact('an inquiry moves no money', 'disputes/how-disputes-work', async () => {
    const { intent, id } = await open({ inquiry: true });
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      status: 'warning_needs_response',
      is_charge_refundable: true,
    });
    expect(await world.linesOf(intent.id)).toHaveLength(1);
    await decide(id, 'warning_closed');
    expect((await world.eventsOf(intent.id)).at(-1)).toBe('charge.dispute.closed');
  });
  fact('an inquiry may escalate to a chargeback, which takes the money', 'disputes/how-disputes-work', async () => {
    const { intent, id } = await open({ inquiry: true });
    expect((await decide(id, 'won')).status).toBe(400);
    await decide(id, 'needs_response');
    expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'needs_response', is_charge_refundable: false });
    expect((await chargeOf(intent.id)).disputed).toBe(true);
    expect((await world.eventsOf(intent.id)).slice(3)).toEqual([
      'charge.updated',
      'charge.dispute.updated',
      'charge.dispute.funds_withdrawn',
    ]);
    expect((await world.linesOf(intent.id)).at(-1)).toEqual(['dispute', 'succeeded', '99.98']);
    expect((await decide(id, 'warning_closed')).status).toBe(400);
  });
  fact('they are listed by charge and payment intent', 'api/disputes/list', async () => {
    const { intent, id } = await open();
    expect((await stripe.disputes.list({ payment_intent: intent.id })).data.map((one) => one.id)).toEqual([id]);
  });
  fact('an early fraud warning comes before a dispute', 'disputes/measuring#early-fraud-warnings', async () => {
    const intent = await world.paid();
    const { body } = await world.act('/early-fraud-warnings', { orderId: orderOf(intent) });
    expect(await stripe.radar.earlyFraudWarnings.retrieve(String(body.id))).toMatchObject({
      object: 'radar.early_fraud_warning',
      actionable: true,
      payment_intent: intent.id,
    });
    expect((await world.eventsOf(intent.id)).at(-1)).toBe('radar.early_fraud_warning.created');
    expect(await world.linesOf(intent.id)).toHaveLength(1);
  });
});
