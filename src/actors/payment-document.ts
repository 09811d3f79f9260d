import type { Payment, PaymentStatus } from '../domain/payment';
import type { ActorDocument } from '../machines/actor-document';

/** A payment as it is stored. */
export type PaymentDocument = Payment & ActorDocument & { status: PaymentStatus };

/** The version of the payment machine that documents are written with; older ones are upcast when they are read. */
export const paymentMachineVersion = 1;
