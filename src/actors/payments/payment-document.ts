import type { ActorDocument } from '../../domain/actor-document';
import type { Payment, PaymentStatus } from '../../domain/payment';
import type { MachineVersions } from '../../ports/stores';
import { type Audit, listProtectedFields, type Protection } from '../host/audit-log';

/** A payment as it is stored. */
export type PaymentDocument = Payment &
  ActorDocument & {
    status: PaymentStatus;
    /** A hash of operation, caller and key of each keyed command: unique in the collection, so that a key names one payment. */
    commandKeys?: string[];
  };

/** The versions of the payment machine that this release handles. */
export const paymentVersions: MachineVersions<PaymentDocument> = { written: 1, known: 1, upcasters: {} };

const fields: Record<keyof Payment, Protection> = {
  _id: 'protected',
  orderId: 'protected',
  userId: 'protected',
  status: 'protected',
  amountMinor: 'protected',
  capturedMinor: 'protected',
  refundedMinor: 'protected',
  currency: 'protected',
  paymentMethod: 'protected',
  paymentMethodId: 'protected',
  capture: 'protected',
  returnUrl: 'protected',
  transactionId: 'protected',
  processedAt: 'protected',
  failureCode: 'protected',
  failureReason: 'protected',
  failedBy: 'protected',
  disputes: 'protected',
  disputedMinor: 'protected',
  createdAt: 'protected',
  sealedToken: 'unlogged',
  sealedMethod: 'unlogged',
  gatewayRef: 'unlogged',
  nextAction: 'unlogged',
  orderClosed: 'unlogged',
};

/** How payments are audited. The domain has no event for a payment that begins, so a pending one may have no entry. */
export const paymentAudit: Audit = { protects: listProtectedFields(fields), silentIn: 'pending' };
