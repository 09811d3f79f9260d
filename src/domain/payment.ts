/** The one vocabulary of a payment: wire, machine and MongoDB. */
export const paymentStatuses = ['pending', 'authorized', 'processed', 'failed', 'voided', 'refunded'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const paymentMethods = ['credit_card', 'debit_card', 'paypal'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** What is known of a payment when it begins. Money is in minor units of `currency`. */
export interface NewPayment {
  _id: string;
  createdAt: Date;
  orderId: string;
  userId: string;
  amountMinor: number;
  currency: string;
  paymentMethod: PaymentMethod;
  /** The card token, sealed; forgotten as soon as no attempt can need it. */
  sealedToken?: string | undefined;
  /** The stored method that pays instead of a token: its id, and the gateway's handles of it, sealed and forgotten likewise. */
  paymentMethodId?: string;
  sealedMethod?: string | undefined;
  /** `manual`: authorize now, capture later. */
  capture: 'automatic' | 'manual';
}

/** A step that the customer must take, such as 3-D Secure. */
export interface NextAction {
  type: 'redirect';
  url: string;
}

/**
 * What made a payment fail: the issuer's decline, the customer who left the step, the gateway, or the `request` itself,
 * which an operator must correct. Only an issuer's decline counts towards the declines of the order.
 */
export type FailureCause = 'issuer' | 'customer' | 'gateway' | 'request';

/** The business fields of a payment. */
export interface Payment extends NewPayment {
  /** As committed last; a machine reads where it came from. */
  status: PaymentStatus;
  capturedMinor: number;
  refundedMinor: number;
  /** The gateway's id of the charge, as customers and accountants quote it. */
  transactionId?: string;
  /** The gateway's handle of the charge, for capture, void and refund. */
  gatewayRef?: string;
  processedAt?: Date;
  failureCode?: string;
  failureReason?: string;
  failedBy?: FailureCause;
  nextAction?: NextAction | undefined;
  /** Why the order needs no more money; what arrives from then on is refunded or voided. */
  orderClosed?: string;
}
