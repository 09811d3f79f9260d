import type { ActorDocument } from '../../domain/actor-document';
import type { Order, OrderStatus } from '../../domain/order';
import type { MachineVersions } from '../../ports/stores';
import { type Audit, listProtectedFields, type Protection } from '../host/audit-log';

/** An order as it is stored. */
export type OrderDocument = Order & ActorDocument & { status: OrderStatus };

/** The versions of the order machine that this release handles. */
export const orderVersions: MachineVersions<OrderDocument> = { written: 1, known: 1, upcasters: {} };

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
