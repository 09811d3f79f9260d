import type { WorkItem } from '../../domain/actor-document';
import { type PaymentStatus, paymentStatuses } from '../../domain/payment';
import { createDecider } from '../decide';
import type { PaymentContext } from './payment-context';
import { paymentMachine } from './payment-machine';
import type { PaymentCommand, PaymentMessage } from './payment-messages';
import { commandRefusal, repetitionMs } from './payment-refusals';

const { decide } = createDecider<PaymentContext, PaymentMessage, typeof paymentMachine>(paymentMachine);
const time = new Date('2026-01-31T10:05:00Z');

const work = (kind: WorkItem['kind'], state: WorkItem['state'], amountMinor = 0): WorkItem => ({
  id: `${kind}-1`,
  kind,
  state,
  createdAt: time,
  commandId: 'c0',
  askedBy: 'u1',
  tries: 1,
  amountMinor,
});

const envelope = { commandId: 'c1', time, actor: 'u1' };

const works: WorkItem[][] = [
  [],
  [work('capture', 'sending')],
  [work('void', 'unknown')],
  [work('refund', 'ready', 60)],
  [work('refund', 'succeeded', 60)],
];

const aPayment = (status: PaymentStatus, items: WorkItem[], refundedMinor: number): PaymentContext => ({
  _id: 'p1',
  orderId: 'o1',
  userId: 'u1',
  status,
  amountMinor: 100,
  currency: 'USD',
  paymentMethod: 'credit_card',
  capture: 'manual',
  createdAt: time,
  capturedMinor: status === 'processed' || status === 'refunded' ? 100 : 0,
  refundedMinor,
  work: items,
});

const commands: PaymentCommand[] = [
  { type: 'void', workId: 'w' },
  ...[-1, 0, 1, 40, 41, 100, 101].flatMap((amountMinor): PaymentCommand[] => [
    { type: 'capture', workId: 'w', amountMinor },
    { type: 'refund', workId: 'w', amountMinor },
  ]),
];

describe('commandRefusal', () => {
  test.each(paymentStatuses)('agrees with the machine about every command to a payment that is %s', (status) => {
    for (const items of works)
      for (const refundedMinor of [0, 60, 100])
        for (const command of commands) {
          const payment = aPayment(status, items, refundedMinor);
          const isAccepted = decide(status, payment, { ...command, ...envelope }) !== null;
          expect({ command, items, isAccepted }).toEqual({
            command,
            items,
            isAccepted: commandRefusal(payment, { ...command, ...envelope }) === null,
          });
        }
  });

  test.each([
    ['capture', 101, 'authorized', 'capture-exceeds-authorized'],
    ['capture', 100, 'processed', 'payment-not-capturable'],
    ['refund', 101, 'processed', 'refund-exceeds-captured'],
    ['refund', 0, 'processed', 'refund-exceeds-captured'],
    ['refund', 1, 'authorized', 'payment-not-refundable'],
  ] as const)('rejects a %s of %i from %s as %s', (type, amountMinor, status, code) => {
    expect(commandRefusal(aPayment(status, [], 0), { type, workId: 'w', amountMinor, ...envelope })).toBe(code);
  });

  describe('of a refund without an idempotency key', () => {
    const idempotency = { caller: 'u1', key: 'k', fingerprint: 'f' };
    const earlier = work('refund', 'succeeded', 10);
    const refusalOf = (item: Partial<WorkItem>, refund: object = {}) =>
      commandRefusal(aPayment('processed', [{ ...earlier, ...item }], 10), {
        type: 'refund',
        workId: 'w',
        amountMinor: 10,
        ...envelope,
        ...refund,
      });

    test.each<[string, Partial<WorkItem>]>([
      ['is over', {}],
      ['is under way', { state: 'sending' }],
      ['was requested just within the time', { createdAt: new Date(time.getTime() - repetitionMs + 1) }],
    ])('rejects the repetition of one that %s', (_which, item) => {
      expect(refusalOf(item)).toBe('refund-repeated');
    });

    test.each<[string, Partial<WorkItem>, object]>([
      ['another amount', {}, { amountMinor: 11 }],
      ['another caller', { askedBy: 'u2' }, {}],
      ['another reason', {}, { reason: 'damaged' }],
      ['a key', {}, { idempotency }],
      ['a key on the earlier one', { idempotency }, {}],
      ['a declined earlier one', { state: 'declined' }, {}],
      ['more time in between', { createdAt: new Date(time.getTime() - repetitionMs) }, {}],
    ])('accepts an equal one with %s', (_what, item, refund) => {
      expect(refusalOf(item, refund)).toBeNull();
    });
  });
});
