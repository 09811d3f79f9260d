import type { Dispute, PaymentStatus } from '../../domain/payment';
import { createDecider } from '../decide';
import type { Effect } from '../effects';
import type { PaymentContext } from './payment-context';
import { paymentMachine } from './payment-machine';
import type { PaymentMessage } from './payment-messages';
import { commandRefusal, refundableMinor, refundsMax } from './payment-refusals';

const { decide } = createDecider<PaymentContext, PaymentMessage, typeof paymentMachine>(paymentMachine);
const time = new Date('2026-02-14T09:00:00Z');
const dueAt = new Date('2026-02-21T09:00:00Z');
const reminderAt = new Date('2026-02-18T09:00:00Z');

const aPayment = (change: Partial<PaymentContext> = {}): PaymentContext => ({
  _id: 'p1',
  orderId: 'o1',
  userId: 'u1',
  status: 'processed',
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  capture: 'automatic',
  createdAt: time,
  capturedMinor: 9998,
  refundedMinor: 0,
  gatewayRef: 'pi_1',
  transactionId: 'ch_1',
  work: [],
  ...change,
});

const aDispute = (change: Partial<Dispute> = {}): Dispute => ({
  id: 'du_1',
  stage: 'chargeback',
  status: 'needs_response',
  amountMinor: 9998,
  reason: 'fraudulent',
  evidenceDueAt: dueAt,
  openedAt: time,
  ...change,
});

const reported = (dispute: Dispute): PaymentMessage => ({
  type: 'dispute.reported',
  dispute,
  commandId: 'c1',
  time,
  actor: 'test',
});
const afterReport = (payment: PaymentContext, dispute: Dispute) => {
  const decision = decide(payment.status, payment, reported(dispute));
  if (!decision) throw new Error('The report was refused');
  return decision;
};
const disputed = (change: Partial<PaymentContext> = {}): PaymentContext =>
  afterReport(aPayment(change), aDispute()).context;
const isRecorded = (effects: Effect[]): boolean => effects.some(({ type }) => type === 'record');
const eventsIn = (effects: Effect[]): string[] =>
  effects.flatMap((effect) => (effect.type === 'publish' ? [effect.params.type] : []));

describe('a dispute', () => {
  test('is recorded, published and raised, and changes no status', () => {
    const { status, context, effects } = afterReport(aPayment(), aDispute());
    expect(status).toBe('processed');
    expect(context).toMatchObject({ disputes: [{ id: 'du_1' }], disputedMinor: 9998 });
    expect(effects).toEqual([
      {
        type: 'publish',
        params: {
          type: 'payment.dispute_opened',
          data: {
            paymentId: 'p1',
            orderId: 'o1',
            userId: 'u1',
            amount: 99.98,
            currency: 'USD',
            disputeId: 'du_1',
            stage: 'chargeback',
            disputeStatus: 'needs_response',
            reason: 'fraudulent',
            disputedAmount: 99.98,
            evidenceDueAt: dueAt.toISOString(),
            openedAt: time.toISOString(),
          },
        },
      },
      {
        type: 'needsAttention',
        params: {
          id: 'disputed:du_1',
          reason: 'disputed',
          detail: 'du_1 (fraudulent), evidence until 2026-02-21T09:00:00.000Z',
        },
      },
      { type: 'schedule', params: { timer: 'evidenceWindow', id: 'evidence-du_1', dueAt: reminderAt } },
    ]);
  });

  test('that is reported again as it was changes nothing', () => {
    expect(isRecorded(afterReport(disputed(), aDispute()).effects)).toBe(true);
  });

  test('is kept once, whatever is reported of it, beside others', () => {
    const answered = afterReport(disputed(), aDispute({ status: 'under_review' })).context;
    const second = afterReport(answered, aDispute({ id: 'du_2', amountMinor: 100 })).context;
    expect(second.disputes?.map(({ id, status }) => [id, status])).toEqual([
      ['du_1', 'under_review'],
      ['du_2', 'needs_response'],
    ]);
    expect(second.disputedMinor).toBe(10_098);
  });

  test('waits for the bank once it has the evidence', () => {
    const { effects } = afterReport(disputed(), aDispute({ status: 'under_review' }));
    expect(eventsIn(effects)).toEqual(['payment.dispute_updated']);
    expect(effects.slice(1)).toEqual([
      { type: 'withdrawAttention', params: { id: 'disputed:du_1' } },
      { type: 'unschedule', params: { timer: 'evidenceWindow', id: 'evidence-du_1' } },
      { type: 'withdrawAttention', params: { id: 'evidence-due:evidence-du_1' } },
    ]);
  });

  test.each<Dispute['status']>(['won', 'lost', 'closed'])('that is %s is closed', (status) => {
    const { context, effects } = afterReport(disputed(), aDispute({ status }));
    expect(eventsIn(effects)).toEqual(['payment.dispute_closed']);
    expect(context.disputedMinor).toBe(0);
  });

  test('that was over before it was seen is opened and closed', () => {
    const { effects } = afterReport(aPayment(), aDispute({ status: 'lost' }));
    expect(eventsIn(effects)).toEqual(['payment.dispute_opened', 'payment.dispute_closed']);
  });

  test('that is opened again after its end is open again', () => {
    const lost = afterReport(disputed(), aDispute({ status: 'lost' })).context;
    expect(eventsIn(afterReport(lost, aDispute()).effects)).toEqual(['payment.dispute_opened']);
  });

  test.each<PaymentStatus>(['pending', 'authorized', 'processed', 'failed', 'voided', 'refunded'])(
    'is taken in when the payment is %s',
    (status) => {
      expect(afterReport(aPayment({ status }), aDispute())).toMatchObject({
        status,
        context: { disputes: [{ id: 'du_1' }] },
      });
    },
  );

  test('reminds of its deadline', () => {
    const message: PaymentMessage = {
      type: 'evidenceWindow.closed',
      workId: 'evidence-du_1',
      commandId: 'c2',
      time: reminderAt,
      actor: 'timer',
    };
    expect(decide('processed', disputed(), message)?.effects).toEqual([
      { type: 'unschedule', params: { timer: 'evidenceWindow', id: 'evidence-du_1' } },
      {
        type: 'needsAttention',
        params: { id: 'evidence-due:evidence-du_1', reason: 'evidence-due', detail: 'evidence-du_1' },
      },
    ]);
  });
});

describe('refunds of a disputed payment', () => {
  const refund = (amountMinor: number) => ({
    type: 'refund' as const,
    workId: 'r1',
    amountMinor,
    commandId: 'c1',
    time,
    actor: 'u2',
  });

  test('are refused while a chargeback is open, and not during an inquiry', () => {
    expect(commandRefusal(disputed(), refund(1))).toBe('payment-disputed');
    const asked = afterReport(aPayment(), aDispute({ stage: 'inquiry' })).context;
    expect(commandRefusal(asked, refund(1))).toBeNull();
  });

  test('never exceed what a lost dispute left', () => {
    const lost = afterReport(disputed(), aDispute({ status: 'lost', amountMinor: 6000 })).context;
    expect(refundableMinor(lost)).toBe(3998);
    expect(commandRefusal(lost, refund(3999))).toBe('refund-exceeds-captured');
  });

  const closing: PaymentMessage = { type: 'order.cancelled', commandId: 'c3', time, actor: 'order-service' };

  test('that a closed order is owed wait for the end of the dispute', () => {
    const held = decide('processed', disputed(), closing);
    expect(held?.context.orderClosed).toBe('order.cancelled');
    expect(held?.effects).toEqual([]);
    const won = afterReport(held?.context ?? aPayment(), aDispute({ status: 'won' }));
    expect(won.effects).toContainEqual({
      type: 'refund',
      params: expect.objectContaining({ id: 'refund-order-closed', amountMinor: 9998 }),
    });
    const lost = afterReport(held?.context ?? aPayment(), aDispute({ status: 'lost' }));
    expect(lost.effects.some(({ type }) => type === 'refund')).toBe(false);
  });
});

test('a payment has a bounded number of refunds', () => {
  const refunds = Array.from({ length: refundsMax }, (_, n) => ({
    id: `refund-${n}`,
    kind: 'refund' as const,
    state: 'succeeded' as const,
    createdAt: time,
    commandId: 'c0',
    askedBy: 'u1',
    tries: 1,
    amountMinor: 1,
  }));
  const command = { type: 'refund' as const, workId: 'r', amountMinor: 1, commandId: 'c1', time, actor: 'u2' };
  const payment = aPayment({ work: refunds, refundedMinor: refundsMax });
  expect(commandRefusal(payment, command)).toBe('refund-limit-reached');
  expect(commandRefusal({ ...payment, work: refunds.slice(1) }, command)).toBeNull();
});

test('an early fraud warning needs an operator', () => {
  const warned: PaymentMessage = { type: 'fraud.warned', warningId: 'issfr_1', commandId: 'c4', time, actor: 'test' };
  expect(decide('processed', aPayment(), warned)?.effects).toEqual([
    {
      type: 'needsAttention',
      params: { id: 'early-fraud-warning:issfr_1', reason: 'early-fraud-warning', detail: 'issfr_1' },
    },
  ]);
});
