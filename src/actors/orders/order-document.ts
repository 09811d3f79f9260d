import type { ActorDocument } from '../../domain/actor-document';
import type { Order, OrderStatus } from '../../domain/order';
import { type Audit, listProtectedFields, type Protection } from '../host/audit-log';

/** An order as it is stored. */
export type OrderDocument = Order & ActorDocument & { status: OrderStatus };

/** The version of the order machine that documents are written with; older ones are upcast when they are read. */
export const orderMachineVersion = 1;

const fields: Record<keyof Order, Protection> = {
  _id: 'protected',
  userId: 'protected',
  status: 'protected',
  items: 'protected',
  currency: 'protected',
  totalMinor: 'protected',
  shippingAddress: 'protected',
  billingAddress: 'protected',
  createdAt: 'protected',
  declines: 'protected',
  cancellationReason: 'protected',
  paymentId: 'unlogged',
  stock: 'unlogged',
  heldMinor: 'unlogged',
  refundedMinor: 'unlogged',
  authorizedMinor: 'unlogged',
  disputes: 'unlogged',
  isWindowClosed: 'unlogged',
};

/** How orders are audited. */
export const orderAudit: Audit = { protects: listProtectedFields(fields) };
