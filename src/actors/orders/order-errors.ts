import { DomainError } from '../../domain/errors';
import type { OrderStatus } from '../../domain/order';
import type { Caller } from '../../ports/request';
import type { OrderDocument } from './order-document';
import { allowedTransitions } from './order-permissions';

/** There is no such order, or it is somebody else's. */
export const orderNotFound = (orderId: string) => new DomainError('order-not-found', `There is no order ${orderId}`);

/** The caller's roles do not allow this. */
export const forbidden = (what: string) => new DomainError('forbidden', `This caller may not ask for ${what}`);

/** The order takes no payment in its status. */
export const orderNotPayable = ({ _id, status }: OrderDocument) =>
  new DomainError('order-not-payable', `Order ${_id} is ${status} and cannot be paid`);

/** No method, a detached one and somebody else's look the same. */
export const cardNotUsable = () =>
  new DomainError('payment-method-not-usable', 'There is no such payment method to pay this order with');

/** The caller has seen an older version. */
export const versionMismatch = ({ version }: OrderDocument) =>
  new DomainError('version-mismatch', `The order is at version ${version} now`);

/** The machine has no such transition; the refusal says which there are for this caller. */
export const illegalTransition = (order: OrderDocument, status: OrderStatus, caller: Caller) =>
  new DomainError('illegal-transition', `An order that is ${order.status} cannot become ${status}`, {
    allowedTransitions: allowedTransitions(order.status, caller),
  });
