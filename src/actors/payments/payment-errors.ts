import { DomainError } from '../../domain/errors';
import { type PaymentRefusal, refundsMax } from '../../machines/payment/payment-refusals';
import type { PaymentDocument } from './payment-document';

const details: Record<PaymentRefusal, (payment: PaymentDocument) => string> = {
  'payment-not-capturable': (payment) => cannotBe(payment, 'captured'),
  'payment-not-voidable': (payment) => cannotBe(payment, 'voided'),
  'payment-not-refundable': ({ status }) => `A payment that is ${status} cannot be refunded`,
  'payment-disputed': () => 'The customer disputes the charge: the bank decides first',
  'refund-limit-reached': () => `A payment has at most ${refundsMax} refunds`,
  'refund-repeated': () => 'The same refund was requested a moment ago. For a second one, send an Idempotency-Key',
  'capture-exceeds-authorized': () => 'A capture must be above zero and within what is authorized',
  'refund-exceeds-captured': () => 'A refund must be above zero and within what is left to refund',
};

const cannotBe = ({ status }: PaymentDocument, participle: string): string =>
  status === 'authorized'
    ? 'Another capture or void is in progress'
    : `A payment that is ${status} cannot be ${participle}`;

/** The refusal of a command, with the code that the machine's rules give. */
export const commandRefused = (payment: PaymentDocument, code: PaymentRefusal): DomainError =>
  new DomainError(code, details[code](payment));

/** There is no such payment, or it belongs to another user. */
export const paymentNotFound = (paymentId: string): DomainError =>
  new DomainError('payment-not-found', `There is no payment ${paymentId}`);
