import type { LogEntry } from '../../domain/actor-document';
import { type NewOrder, type OrderStatus, orderStatuses } from '../../domain/order';
import type { OrderMessage } from '../../machines/order/order-messages';
import { newDocument } from '../host/apply-decision';
import { beginOrder, decideOrder } from './order-decisions';
import { type OrderDocument, orderVersions } from './order-document';

/** One step of an order: the status that it left, the event, and the status that it went to. */
export type HistoryStep = Pick<LogEntry, 'type' | 'after'> & { before?: string | null };

const time = new Date(0);
const timers = { paymentWindow: 0, challengeWindow: 0, authorizationWindow: 0, stockHold: 0 };
const envelope = { commandId: '', time, actor: '' };
const held = { reservationId: '', state: 'held' as const, lines: [] };
const order: NewOrder = {
  _id: '',
  userId: '',
  items: [],
  currency: 'USD',
  totalMinor: 2,
  createdAt: time,
  stock: held,
};
const paid = { paymentId: 'p', amountMinor: 2, currency: 'USD' };
const declined = { ...paid, failureCode: '', failureReason: '', isDeclinedByIssuer: true };
const worked = { workId: 'w' };
const disputed = { ...paid, disputeId: '', disputeStatus: 'lost' };

/** One message of each type, in each variant that a guard distinguishes. */
const sampleMessages: Record<OrderMessage['type'], object[]> = {
  beginPayment: [paid],
  cancel: [{ reason: '' }],
  ship: [{}],
  deliver: [{}],
  return: [{}],
  'payment.processed': [paid, { ...paid, amountMinor: 1 }],
  'payment.failed': [
    { ...declined, permanent: false },
    { ...declined, permanent: true },
  ],
  'payment.refunded': [paid],
  'payment.refund_failed': [paid],
  'payment.authorized': [paid],
  'payment.voided': [paid],
  'stock.confirmed': [worked],
  'stock.shipped': [worked],
  'stock.released': [worked],
  'stock.restocked': [worked],
  'stock.unknown': [worked],
  'stock.soldOut': [
    { ...worked, isBackorderAllowed: true },
    { ...worked, isBackorderAllowed: false },
  ],
  'stockHold.renewed': [worked],
  'stock.heldLate': [worked],
  'stock.missing': [{}],
  'payment.dispute_opened': [disputed],
  'payment.dispute_closed': [disputed],
  'paymentWindow.closed': [{ dueAt: time }],
};

/** Returns every step of the machine: every message is sent in every status. */
const listLegalSteps = (): Set<string> => {
  const empty = newDocument(order, orderVersions.written) as OrderDocument;
  const placed = beginOrder(empty, { type: 'create', ...envelope }, timers);
  const messages = Object.entries(sampleMessages).flatMap(([type, ways]) =>
    ways.map((way) => ({ type, ...way, ...envelope })),
  );
  const taken = (status: OrderStatus): LogEntry[] =>
    messages.flatMap(
      (message) =>
        decideOrder({ ...placed, status, paymentId: 'p', heldMinor: 2, log: [] }, message, timers)?.log ?? [],
    );
  return new Set([...placed.log, ...orderStatuses.flatMap(taken)].map(asText));
};

const asText = ({ before, type, after }: HistoryStep): string => `${before ?? 'nothing'} ${type} ${after}`;

let known: Set<string> | undefined;

/** Whether the machine of orders has this step. */
export const isLegalStep = (step: HistoryStep): boolean => {
  known ??= listLegalSteps();
  return known.has(asText(step));
};
