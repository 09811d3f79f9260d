import { DomainError } from '../../domain/errors';
import type { Message } from '../../domain/message';
import { createDecider } from '../../machines/decide';
import { paymentMachine } from '../../machines/payment/payment-machine';
import type { PaymentCommand } from '../../machines/payment/payment-messages';
import { commandRefusal } from '../../machines/payment/payment-refusals';
import { applyDecision, type Timers } from '../host/apply-decision';
import { type PaymentDocument, paymentAudit } from './payment-document';
import { commandRefused } from './payment-errors';

const machine = createDecider<PaymentDocument, Message<{ type: string }>, typeof paymentMachine>(paymentMachine);
const next = applyDecision<PaymentDocument>(paymentAudit);

/** Returns the payment as it begins. */
export const beginPaymentDocument = (empty: PaymentDocument, message: Message, timers: Timers): PaymentDocument =>
  next(empty, machine.begin(empty), message, timers);

/** Returns the payment after a message. @throws DomainError the `PaymentRefusal` of a command that it does not accept */
export const decidePayment = (payment: PaymentDocument, message: Message, timers: Timers): PaymentDocument => {
  const decision = machine.decide(payment.status, payment, message);
  if (decision) return next(payment, decision, message, timers);
  throw toRefusal(payment, message);
};

const toRefusal = (payment: PaymentDocument, message: Message): DomainError => {
  const code = isCommand(message) ? commandRefusal(payment, message) : null;
  if (code) return commandRefused(payment, code);
  return new DomainError('illegal-transition', `A payment that is ${payment.status} does not accept ${message.type}`, {
    allowedTransitions: [],
  });
};

const isCommand = (message: Message): message is Message<PaymentCommand> =>
  message.type === 'capture' || message.type === 'void' || message.type === 'refund';

/** Whether there is an answer for the customer: an outcome, or a step that they must take. */
export const hasAnswer = ({ status, nextAction }: PaymentDocument): boolean =>
  status !== 'pending' || nextAction !== undefined;
