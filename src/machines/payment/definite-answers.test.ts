import type { WorkItem, WorkState } from '../../domain/actor-document';
import { type PaymentStatus, paymentStatuses } from '../../domain/payment';
import { findWorkItem, isOpen } from '../../domain/work-item';
import { createDecider } from '../decide';
import type { PaymentContext } from './payment-context';
import { paymentMachine } from './payment-machine';
import type { PaymentMessage } from './payment-messages';

const { decide } = createDecider<PaymentContext, PaymentMessage, typeof paymentMachine>(paymentMachine);
const time = new Date('2026-01-31T10:05:00Z');

/** Every definite answer of the gateway about one kind of work. */
const answers = {
  charge: ['succeeded', 'authorized', 'declined', 'refused'],
  capture: ['succeeded', 'declined'],
  void: ['succeeded', 'declined'],
  refund: ['succeeded', 'declined'],
} as const;
type Kind = keyof typeof answers;

/** One way in which the same answer may meet the same state. */
interface Circumstances {
  kind: Kind;
  answer: string;
  state: WorkState;
  isDuplicateCharge: boolean;
  isOwnCharge: boolean;
  isOtherCurrency: boolean;
  isOrderClosed: boolean;
  isCapturing: boolean;
  isChallenged: boolean;
}

const both = [false, true];
const combinations = (): Circumstances[] =>
  (Object.keys(answers) as Kind[]).flatMap((kind) =>
    answers[kind].flatMap((answer) =>
      (['sending', 'unknown'] as const).flatMap((state) =>
        both.flatMap((isDuplicateCharge) =>
          both.flatMap((isOwnCharge) =>
            both.flatMap((isOtherCurrency) =>
              both.flatMap((isOrderClosed) =>
                both.flatMap((isCapturing) =>
                  both.map((isChallenged) => ({
                    kind,
                    answer,
                    state,
                    isDuplicateCharge,
                    isOwnCharge,
                    isOtherCurrency,
                    isOrderClosed,
                    isCapturing,
                    isChallenged,
                  })),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );

const aWorkItem = (kind: Kind, state: WorkState, change: Partial<WorkItem> = {}): WorkItem => ({
  id: `${kind}-asked`,
  kind,
  state,
  dueAt: time,
  createdAt: time,
  commandId: 'c0',
  askedBy: 'u1',
  tries: 1,
  amountMinor: 9998,
  ...change,
});

const aPayment = (status: PaymentStatus, at: Circumstances): PaymentContext => ({
  _id: 'p1',
  orderId: 'o1',
  userId: 'u1',
  status,
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  capture: 'automatic',
  createdAt: time,
  capturedMinor: status === 'processed' || status === 'refunded' ? 9998 : 0,
  refundedMinor: status === 'refunded' ? 9998 : 0,
  ...(['authorized', 'processed', 'refunded'].includes(status) && { gatewayRef: 'pi_1', transactionId: 'ch_1' }),
  ...(at.isOrderClosed && { orderClosed: 'order.cancelled' }),
  ...(at.isChallenged && { nextAction: { type: 'redirect', url: 'https://bank.example/3ds' } }),
  work: [
    aWorkItem(at.kind, at.state, at.isDuplicateCharge ? { isDuplicateCharge: true } : {}),
    ...(at.isCapturing ? [aWorkItem('capture', 'sending', { id: 'capture-other' })] : []),
  ],
});

const anAnswer = (at: Circumstances): PaymentMessage => {
  const answer: object = {
    type: `${at.kind}.${at.answer}`,
    workId: `${at.kind}-asked`,
    amountMinor: 9998,
    currency: at.isOtherCurrency ? 'EUR' : 'USD',
    transactionId: at.isOwnCharge ? 'ch_1' : 'ch_2',
    gatewayRef: at.isOwnCharge ? 'pi_1' : 'pi_2',
    failureCode: 'REFUSED',
    failureReason: 'Refused',
    permanent: false,
    commandId: 'c1',
    time,
    actor: 'test',
  };
  return answer as PaymentMessage;
};

const isLeftOpen = (status: PaymentStatus, at: Circumstances): boolean => {
  const decision = decide(status, aPayment(status, at), anAnswer(at));
  if (!decision) return true;
  const item = findWorkItem(decision.context.work, `${at.kind}-asked`);
  return item !== undefined && isOpen(item);
};

test.each(paymentStatuses)('a definite answer closes its work in the state %s under all circumstances', (status) => {
  const left = combinations().filter((at) => isLeftOpen(status, at));
  expect([...new Set(left.map(({ kind, answer }) => `${kind}.${answer}`))]).toEqual([]);
});
