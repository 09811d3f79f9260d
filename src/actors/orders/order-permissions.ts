import type { OrderStatus } from '../../domain/order';
import type { Caller } from '../../ports/request';
import { acceptedMessages } from './order-decisions';
import type { OrderDocument } from './order-document';

/** What a caller may ask an order to become, and the command that asks for it. */
export const commandByStatus = {
  cancelled: 'cancel',
  shipped: 'ship',
  delivered: 'deliver',
  returned: 'return',
} as const;
export type RequestableStatus = keyof typeof commandByStatus;

/** Whether anybody may ask for this status; the others come about by payments alone. */
export const isRequestable = (status: string): status is RequestableStatus => status in commandByStatus;

/** The statuses that this caller may ask for next. */
export const allowedTransitions = (status: OrderStatus, caller: Caller): OrderStatus[] => {
  const accepted = acceptedMessages(status);
  const statuses = Object.keys(commandByStatus).filter(isRequestable);
  return statuses.filter((next) => accepted.includes(commandByStatus[next]) && mayRequest(next, caller));
};

const ofUser: OrderStatus[] = ['cancelled', 'returned'];
const ofService: OrderStatus[] = ['shipped', 'delivered'];

/** Users cancel and return, services ship and deliver, admins do all of it. */
export const mayRequest = (status: OrderStatus, { roles }: Caller): boolean =>
  roles.has('admin') ||
  (roles.has('service') && ofService.includes(status)) ||
  (roles.has('user') && ofUser.includes(status));

/** Admins and services see every order, users their own. */
export const isStaff = ({ roles }: Caller): boolean => roles.has('admin') || roles.has('service');

/** Whether the order exists for this caller. */
export const mayRead = (order: OrderDocument, caller: Caller): boolean =>
  isStaff(caller) || order.userId === caller.userId;
