import type { OrderStatus } from '../../domain/order';
import type { Caller } from '../../ports/request';
import { acceptedIn } from './order-decisions';
import type { OrderDocument } from './order-document';

/** What a caller may ask an order to become, and the command that asks for it. */
export const commandFor = { cancelled: 'cancel', shipped: 'ship', delivered: 'deliver', returned: 'return' } as const;
export type AskableStatus = keyof typeof commandFor;

/** Whether anybody may ask for this status; the others come about by payments alone. */
export const isAskable = (status: string): status is AskableStatus => status in commandFor;

/** The statuses that this caller may ask for next. */
export const allowedTransitions = (status: OrderStatus, caller: Caller): OrderStatus[] => {
  const accepted = acceptedIn(status);
  const statuses = Object.keys(commandFor).filter(isAskable);
  return statuses.filter((next) => accepted.includes(commandFor[next]) && mayAsk(next, caller));
};

const ofUser: OrderStatus[] = ['cancelled', 'returned'];
const ofService: OrderStatus[] = ['shipped', 'delivered'];

/** Users cancel and return, services ship and deliver, admins do all of it. */
export const mayAsk = (status: OrderStatus, { roles }: Caller): boolean =>
  roles.has('admin') ||
  (roles.has('service') && ofService.includes(status)) ||
  (roles.has('user') && ofUser.includes(status));

/** Admins and services see every order, users their own. */
export const isStaff = ({ roles }: Caller): boolean => roles.has('admin') || roles.has('service');

/** Whether the order exists for this caller. */
export const mayRead = (order: OrderDocument, caller: Caller): boolean =>
  isStaff(caller) || order.userId === caller.userId;
