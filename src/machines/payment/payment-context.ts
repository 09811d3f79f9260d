import type { WorkItem } from '../../domain/actor-document';
import type { Payment } from '../../domain/payment';
import { findWorkItem, isOpen } from '../../domain/work-item';
import type { PaymentMessage } from './payment-messages';

/** A payment as its machine sees it: the business fields, and the work that is done for them. */
export type PaymentContext = Payment & { work: WorkItem[] };

/** What XState passes to guards and actions. */
export type ActionArgs = { context: PaymentContext; event: PaymentMessage };

/** The id of the work item that the message is about; empty when it names none. */
export const workIdIn = (message: PaymentMessage): string => ('workId' in message ? message.workId : '');

/** The amount that the message names, in minor units; 0 when it names none. */
export const amountIn = (message: PaymentMessage): number => ('amountMinor' in message ? message.amountMinor : 0);

/** The gateway's ids of the charge that the message names. */
export const chargeIn = (message: PaymentMessage): Pick<Payment, 'transactionId' | 'gatewayRef'> =>
  'transactionId' in message ? { transactionId: message.transactionId, gatewayRef: message.gatewayRef } : {};

/** The work item that the message is about. */
export const workItemIn = ({ work }: Pick<PaymentContext, 'work'>, message: PaymentMessage): WorkItem | undefined =>
  findWorkItem(work, workIdIn(message));

/** Whether the message is about work that is not over. */
export const isAboutOpenWork = (payment: PaymentContext, message: PaymentMessage): boolean => {
  const item = workItemIn(payment, message);
  return item !== undefined && isOpen(item);
};

/** Whether the message is about work that reverses a duplicate charge. */
export const isAboutDuplicate = (payment: PaymentContext, message: PaymentMessage): boolean =>
  workItemIn(payment, message)?.isDuplicateCharge === true;

/** The id of the work that refunds the duplicate charge that the message reports. */
export const duplicateRefundId = (message: PaymentMessage): string => `refund-duplicate-${workIdIn(message)}`;

/** How many charge attempts the payment has made. */
export const countAttempts = ({ work }: PaymentContext): number => work.filter(({ kind }) => kind === 'charge').length;
