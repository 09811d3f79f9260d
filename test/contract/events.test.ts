import type { Order } from '../../src/domain/order';
import type { OrderEvents } from '../../src/domain/order-events';
import type { Payment } from '../../src/domain/payment';
import type { PaymentEvents } from '../../src/domain/payment-events';
import type { OrderMessage } from '../../src/machines/order/order-messages';
import * as orderPublications from '../../src/machines/order/order-publications';
import type { PaymentMessage } from '../../src/machines/payment/payment-messages';
import * as paymentPublications from '../../src/machines/payment/payment-publications';
import { encode } from '../../src/streams/stream-entry';
import { brokenByEntry, promisedEvents } from '../support/contract-assertions';

const orderId = '0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f';
const paymentId = '0197f3a0-6c11-7a40-8b52-1f0e9d8c7b6a';
const time = new Date('2026-01-31T10:00:00.000Z');
const envelope = { commandId: 'c', time, actor: 'test' };

const order: Order = {
  _id: orderId,
  userId: '11111111-1111-4111-8111-111111111111',
  items: [{ id: orderId, productId: 'p', productName: 'P', quantity: 1, priceMinor: 9998, subtotalMinor: 9998 }],
  currency: 'USD',
  totalMinor: 9998,
  createdAt: time,
  status: 'pending',
  paymentId,
  heldMinor: 0,
  declines: 0,
  stock: { reservationId: orderId, state: 'held', lines: [{ productId: 'p', quantity: 1 }] },
};
const money = { paymentId, amountMinor: 9998, currency: 'USD' };
const failure = { permanent: false, failureCode: 'INSUFFICIENT_FUNDS', failureReason: 'No.', isDeclinedByIssuer: true };
const orderMessages: Partial<Record<keyof OrderEvents, OrderMessage>> = {
  'order.payment_failed': { type: 'payment.failed', ...money, ...failure, ...envelope },
  'order.payment_rejected': { type: 'payment.processed', ...money, ...envelope },
  'order.cancelled': { type: 'cancel', reason: 'changed my mind', ...envelope },
  'order.returned': { type: 'return', reason: 'too small', ...envelope },
};

const payment: Payment = {
  _id: paymentId,
  createdAt: time,
  orderId,
  userId: order.userId,
  amountMinor: 9998,
  currency: 'USD',
  paymentMethod: 'credit_card',
  capture: 'manual',
  status: 'pending',
  capturedMinor: 6000,
  refundedMinor: 6000,
  transactionId: 'ch_1',
  orderClosed: 'order.cancelled',
};
const refunded = { workId: 'refund-1', amountMinor: 6000, transactionId: 're_1', gatewayRef: 're_1' };
const dispute = {
  id: 'du_1',
  stage: 'chargeback',
  status: 'needs_response',
  amountMinor: 6000,
  reason: 'fraudulent',
  evidenceDueAt: time,
  openedAt: time,
} as const;
const disputed: PaymentMessage = { type: 'dispute.reported', dispute, ...envelope };
const refundFailed: PaymentMessage = {
  type: 'refund.failed',
  workId: 'refund-1',
  amountMinor: 6000,
  failureCode: 'EXPIRED',
  ...envelope,
};
const charged = { workId: 'charge-2', amountMinor: 9998, currency: 'USD', transactionId: 'ch_2', gatewayRef: 'pi_2' };
const paymentMessages: Partial<Record<keyof PaymentEvents, PaymentMessage>> = {
  'payment.refunded': { type: 'refund.succeeded', ...refunded, ...envelope },
  'payment.duplicate_charged': { type: 'charge.succeeded', ...charged, ...envelope },
  'payment.duplicate_refunded': { type: 'refund.succeeded', ...refunded, ...envelope },
  'payment.dispute_opened': disputed,
  'payment.dispute_updated': disputed,
  'payment.dispute_closed': disputed,
  'payment.refund_failed': refundFailed,
  'payment.duplicate_refund_failed': refundFailed,
};

type Publish = (subject: unknown, message: unknown) => { type: string; data: object };

/** Returns the functions that publish events, by the type of the event: `orderPaymentFailed` publishes `order.payment_failed`. */
const listPublications = (exported: object): [string, Publish][] =>
  Object.entries(exported).map(([name, publish]: [string, Publish]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace('_', '.'),
    publish,
  ]);

const orderCases = listPublications(orderPublications);
const paymentCases = listPublications(paymentPublications);

const createEntry = (source: string, type: string, data: object): Record<string, string> => {
  const logged = { seq: 1, id: orderId, type, time, data: data as Record<string, unknown>, actor: 'test' };
  const audited = { commandId: 'c', before: null, after: 'pending', stateHash: '', hash: '' };
  const fields = encode(source, orderId, { ...logged, ...audited });
  return Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])));
};

test('lists exactly the events of the code in the AsyncAPI', () => {
  const names = promisedEvents.map(({ name }) => name).sort();
  expect(names).toEqual([...orderCases, ...paymentCases].map(([type]) => type).sort());
});

test.each(orderCases)('publishes %s with the fields of the contract', (expected, publish) => {
  const shipped = { type: 'ship' as const, ...envelope };
  const { type, data } = publish(order, orderMessages[expected as keyof OrderEvents] ?? shipped);
  expect(type).toBe(expected);
  expect(brokenByEntry('order-events', createEntry('/order-service', type, data))).toEqual([]);
});

test.each(paymentCases)('publishes %s with the fields of the contract', (expected, publish) => {
  const voided = { type: 'void.succeeded' as const, workId: 'void-1', gatewayRef: 'pi_1', ...envelope };
  const { type, data } = publish(payment, paymentMessages[expected as keyof PaymentEvents] ?? voided);
  expect(type).toBe(expected);
  expect(brokenByEntry('payment-events', createEntry('/payment-service', type, data))).toEqual([]);
});
