import type { OrderStatus } from '../../domain/order';
import type { Caller } from '../../ports/request';
import { acceptedMessages, acceptsMessage } from './order-decisions';
import type { OrderDocument } from './order-document';

/** The statuses that a caller may ask for, with the command that asks for each. */
export const commandByStatus = {
  cancelled: 'cancel',
  shipped: 'ship',
  delivered: 'deliver',
  returned: 'return',
} as const;
export type RequestableStatus = keyof typeof commandByStatus;

/** Returns whether callers may ask for this status; the others come about by payments alone. */
export const isRequestable = (status: string): status is RequestableStatus => status in commandByStatus;

/** Returns the statuses that this caller may ask for next, as far as role and status tell. */
export const permittedTransitions = (status: OrderStatus, caller: Caller, ownerId?: string): RequestableStatus[] => {
  const accepted = acceptedMessages(status);
  const statuses = Object.keys(commandByStatus).filter(isRequestable);
  return statuses.filter((next) => accepted.includes(commandByStatus[next]) && mayRequest(next, caller, ownerId));
};

/** Returns the statuses that this caller may ask for next, as this order is now. */
export const allowedTransitions = (order: OrderDocument, caller: Caller): RequestableStatus[] =>
  permittedTransitions(order.status, caller, order.userId).filter((next) =>
    acceptsMessage(order, commandByStatus[next]),
  );

const ofUser: OrderStatus[] = ['cancelled'];
const ofService: OrderStatus[] = ['shipped', 'delivered', 'returned'];

/**
 * Returns whether a role allows the status: users cancel their own orders; services ship, deliver and take returns; admins
 * do all. A service that is a user, too, may read every order, and cancels none but its own.
 */
export const mayRequest = (status: OrderStatus, { roles, userId }: Caller, ownerId = userId): boolean =>
  roles.has('admin') ||
  (roles.has('service') && ofService.includes(status)) ||
  (roles.has('user') && ofUser.includes(status) && ownerId === userId);

/** A refund moves an order on from these without another request. */
const refundable: OrderStatus[] = ['cancelled', 'returned'];

/** Returns whether this caller brought the order to this status already, and no other request has moved it since. */
export const isRepeated = ({ status: now, log }: OrderDocument, status: OrderStatus, { userId }: Caller): boolean => {
  const isThere = now === status || (now === 'refunded' && refundable.includes(status));
  return (
    isThere &&
    isRequestable(status) &&
    log.some(({ before, after, actor }) => before !== status && after === status && actor === userId)
  );
};

/** Returns whether the caller is staff: admins and services see every order, users their own. */
export const isStaff = ({ roles }: Caller): boolean => roles.has('admin') || roles.has('service');

/** Returns whether the order exists for this caller. */
export const mayRead = (order: OrderDocument, caller: Caller): boolean =>
  isStaff(caller) || order.userId === caller.userId;
