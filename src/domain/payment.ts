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
  /** Where the customer returns to after a step at their bank; absent in payments from before it could be set. */
  returnUrl?: string;
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

/**
 * Where a dispute stands. `inquiry`: the bank asks, and no money has moved. `chargeback`: the bank has taken the money.
 * `closed` ends an inquiry, or a dispute that was prevented; `won` and `lost` end a chargeback.
 */
export const disputeStages = ['inquiry', 'chargeback'] as const;
export type DisputeStage = (typeof disputeStages)[number];

export const disputeStatuses = ['needs_response', 'under_review', 'won', 'lost', 'closed'] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** A customer's bank disputes a charge, in full or in part. */
export interface Dispute {
  /** The gateway's id, as its dashboard shows it. */
  id: string;
  stage: DisputeStage;
  status: DisputeStatus;
  /** In minor units of the payment's currency. */
  amountMinor: number;
  /** The bank's reason, in the gateway's word. */
  reason: string;
  /** Until when the bank takes evidence. */
  evidenceDueAt?: Date;
  openedAt: Date;
}

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
  disputes?: Dispute[];
  /** The money that open chargebacks withhold. */
  disputedMinor?: number;
  /** Why the order needs no more money; what arrives from then on is refunded or voided. */
  orderClosed?: string;
}

/** Whether the bank has still to decide. */
export const isOpenDispute = ({ status }: Dispute): boolean => status === 'needs_response' || status === 'under_review';

/** The money that open chargebacks withhold, in minor units. */
export const withheldMinor = (disputes: readonly Dispute[]): number =>
  sumOf(disputes.filter((dispute) => dispute.stage === 'chargeback' && isOpenDispute(dispute)));

/** The money that lost disputes took, in minor units. */
export const lostMinor = (disputes: readonly Dispute[]): number =>
  sumOf(disputes.filter(({ status }) => status === 'lost'));

const sumOf = (disputes: Dispute[]): number => disputes.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** Whether both say the same of a dispute. */
export const isSameDispute = (one: Dispute, other: Dispute): boolean =>
  one.stage === other.stage &&
  one.status === other.status &&
  one.amountMinor === other.amountMinor &&
  one.reason === other.reason &&
  one.evidenceDueAt?.getTime() === other.evidenceDueAt?.getTime();
