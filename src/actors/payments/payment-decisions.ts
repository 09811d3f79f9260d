import { DomainError } from '../../domain/errors';
import type { Message } from '../../domain/message';
import { createDecider } from '../../machines/decide';
import { paymentMachine } from '../../machines/payment/payment-machine';
import { applyDecision, type Timers } from '../host/apply-decision';
import { type PaymentDocument, paymentAudit } from './payment-document';

const machine = createDecider<PaymentDocument, Message<{ type: string }>, typeof paymentMachine>(paymentMachine);
const next = applyDecision<PaymentDocument>(paymentAudit);

/** The payment as it begins. */
export const beginPaymentDocument = (empty: PaymentDocument, message: Message, timers: Timers): PaymentDocument =>
  next(empty, machine.begin(empty), message, timers);

/** The payment after a message. @throws DomainError `illegal-transition` when its status accepts no such command */
export const decidePayment = (payment: PaymentDocument, message: Message, timers: Timers): PaymentDocument => {
  const decision = machine.decide(payment.status, payment, message);
  if (decision) return next(payment, decision, message, timers);
  throw new DomainError('illegal-transition', `A payment that is ${payment.status} does not accept ${message.type}`, {
    allowedTransitions: [],
  });
};

/** Whether there is something to tell the customer: an outcome, or a step that they must take. */
export const hasAnswer = ({ status, nextAction }: PaymentDocument): boolean =>
  status !== 'pending' || nextAction !== undefined;
