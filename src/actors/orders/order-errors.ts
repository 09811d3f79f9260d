import { DomainError } from '../../domain/errors';
import type { OrderStatus } from '../../domain/order';
import { type PayRefusal, shipRefusal } from '../../machines/order/order-rules';
import type { Caller } from '../../ports/request';
import type { OrderDocument } from './order-document';
import { allowedTransitions } from './order-permissions';

/** There is no such order, or it is somebody else's. */
export const orderNotFound = (orderId: string) => new DomainError('order-not-found', `There is no order ${orderId}`);

/** The caller's roles do not allow this. */
export const forbidden = (what: string) => new DomainError('forbidden', `This caller may not ask for ${what}`);

/** A method that does not exist, a detached one and that of another user look the same. */
export const cardNotUsable = () =>
  new DomainError('payment-method-not-usable', 'There is no such payment method to pay this order with');

const payRefusals: Record<PayRefusal, (order: OrderDocument) => string> = {
  'order-not-payable': ({ _id, status }) => `Order ${_id} is ${status} and cannot be paid`,
  'currency-mismatch': ({ currency }) => `The order is in ${currency}`,
  'amount-mismatch': () => 'The amount must be the total of the order',
  'payment-method-not-usable': () => cardNotUsable().message,
};

/** The order does not take this payment, for the reason that its rules give. */
export const paymentRefused = (order: OrderDocument, code: PayRefusal) =>
  new DomainError(code, payRefusals[code](order));

/** The caller has seen an older version. */
export const versionMismatch = ({ version }: OrderDocument) =>
  new DomainError('version-mismatch', `The order is at version ${version} now`);

const shipRefusals = {
  disputed: 'An order whose payment is disputed cannot be shipped',
  backordered: 'The goods of the order are sold out',
  'not-paid': 'An order whose money went back cannot be shipped',
};

/** The machine has no such transition; the refusal lists the transitions that this caller may ask for. */
export const illegalTransition = (order: OrderDocument, status: OrderStatus, caller: Caller) =>
  new DomainError('illegal-transition', illegalBecause(order, status), {
    allowedTransitions: allowedTransitions(order, caller),
  });

const illegalBecause = (order: OrderDocument, status: OrderStatus): string => {
  const refusal = order.status === 'confirmed' && status === 'shipped' ? shipRefusal(order) : null;
  return refusal ? shipRefusals[refusal] : `An order that is ${order.status} cannot become ${status}`;
};
