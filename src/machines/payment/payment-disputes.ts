import { type Dispute, isOpenDispute, isSameDispute, withheldMinor } from '../../domain/payment';
import type { AttentionRequest, TimerRequest } from '../effects';
import type { ActionArgs, PaymentContext } from './payment-context';
import type { PaymentMessage } from './payment-messages';
import { hasOpenChargeback, refundableMinor } from './payment-refusals';

const hourMs = 3600_000;
/** How long before the bank's deadline an operator is asked again for evidence. */
const evidenceLeadMs = 72 * hourMs;

/** The dispute that the message reports. */
export const disputeIn = (message: PaymentMessage): Dispute | undefined =>
  message.type === 'dispute.reported' ? message.dispute : undefined;

/** The dispute that the message reports, as the payment knows it. */
const knownIn = ({ disputes = [] }: PaymentContext, message: PaymentMessage): Dispute | undefined =>
  disputes.find(({ id }) => id === disputeIn(message)?.id);

const isOver = (message: PaymentMessage): boolean => {
  const reported = disputeIn(message);
  return reported !== undefined && !isOpenDispute(reported);
};

/** Whether the message reports something that the payment does not know yet. */
export const changesDispute = (payment: PaymentContext, message: PaymentMessage): boolean => {
  const reported = disputeIn(message);
  const known = knownIn(payment, message);
  return reported !== undefined && (known === undefined || !isSameDispute(known, reported));
};

/** Whether the message reports a dispute that is over, and that the payment never saw open. */
export const reportsPastDispute = (payment: PaymentContext, message: PaymentMessage): boolean =>
  knownIn(payment, message) === undefined && isOver(message);

/** Whether the message reports that a dispute is open, and the payment has it not or as over. */
export const opensDispute = (payment: PaymentContext, message: PaymentMessage): boolean => {
  const known = knownIn(payment, message);
  return disputeIn(message) !== undefined && !isOver(message) && (known === undefined || !isOpenDispute(known));
};

/** Whether the message reports how a dispute ended. */
export const endsDispute = (payment: PaymentContext, message: PaymentMessage): boolean =>
  changesDispute(payment, message) && isOver(message);

/** Whether the end of the dispute frees money that a closed order is owed. */
export const freesRemainder = (payment: PaymentContext, message: PaymentMessage): boolean => {
  const next = { ...payment, ...recordDispute(payment, message) };
  const isOwed = next.status === 'processed' && next.orderClosed !== undefined && refundableMinor(next) > 0;
  return endsDispute(payment, message) && isOwed && !hasOpenChargeback(next);
};

/** Whether the message reports that the bank has the evidence: an operator has nothing to do until it decides. */
export const answersDispute = (payment: PaymentContext, message: PaymentMessage): boolean =>
  changesDispute(payment, message) && disputeIn(message)?.status === 'under_review';

/** Records the dispute that the message reports, once, and the money that open chargebacks withhold. */
export const recordDispute = (payment: PaymentContext, message: PaymentMessage): Partial<PaymentContext> => {
  const reported = disputeIn(message);
  if (!reported) return {};
  const others = (payment.disputes ?? []).filter(({ id }) => id !== reported.id);
  const disputes = [...others, reported];
  return { disputes, disputedMinor: withheldMinor(disputes) };
};

/** Flags the payment for an operator until the dispute ends. */
export const raiseDispute = {
  type: 'needsAttention' as const,
  params: ({ event }: ActionArgs): AttentionRequest => {
    const { id = '', reason = '', evidenceDueAt } = disputeIn(event) ?? {};
    const until = evidenceDueAt ? `, evidence until ${evidenceDueAt.toISOString()}` : '';
    return { id: `disputed:${id}`, reason: 'disputed', detail: `${id} (${reason})${until}` };
  },
};

/** Withdraws what was raised for the dispute. */
export const withdrawDispute = {
  type: 'withdrawAttention' as const,
  params: ({ event }: ActionArgs) => ({ id: `disputed:${disputeIn(event)?.id}` }),
};

/** Withdraws the reminder of the dispute. */
export const withdrawReminder = {
  type: 'withdrawAttention' as const,
  params: ({ event }: ActionArgs) => ({ id: `evidence-due:${reminderOf(disputeIn(event)?.id)}` }),
};

/** Schedules the reminder of the bank's deadline. */
export const scheduleReminder = {
  type: 'schedule' as const,
  params: ({ event }: ActionArgs): TimerRequest => {
    const { id, evidenceDueAt = event.time } = disputeIn(event) ?? {};
    return { timer: 'evidenceWindow', id: reminderOf(id), dueAt: new Date(evidenceDueAt.getTime() - evidenceLeadMs) };
  },
};

/** Cancels the reminder of the dispute, or the one that is due. */
export const cancelReminder = {
  type: 'unschedule' as const,
  params: ({ event }: ActionArgs): Pick<TimerRequest, 'timer' | 'id'> => ({
    timer: 'evidenceWindow',
    id: event.type === 'evidenceWindow.closed' ? event.workId : reminderOf(disputeIn(event)?.id),
  }),
};

const reminderOf = (disputeId = ''): string => `evidence-${disputeId}`;

/** Flags a charge that the issuer suspects of fraud: a refund before the dispute saves its fee. */
export const raiseFraudWarning = {
  type: 'needsAttention' as const,
  params: ({ event }: ActionArgs): AttentionRequest => {
    const id = event.type === 'fraud.warned' ? event.warningId : '';
    return { id: `early-fraud-warning:${id}`, reason: 'early-fraud-warning', detail: id };
  },
};
