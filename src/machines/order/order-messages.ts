import type { Message } from '../../domain/message';

/** What a caller offers to pay an order with. `ownerId` is the owner of the stored payment method, if one is used. */
export interface PaymentOffer {
  amountMinor: number;
  currency: string;
  ownerId?: string;
}

/** Commands to an order. A state that does not accept one refuses it. */
export type OrderCommand =
  /** `replaces`: a payment that has ended without money, although the order may still wait for it. */
  | ({ type: 'beginPayment'; paymentId: string; replaces?: string } & PaymentOffer)
  | { type: 'cancel'; reason: string }
  | { type: 'ship' }
  | { type: 'deliver' }
  | { type: 'return'; reason?: string };

interface Money {
  paymentId: string;
  amountMinor: number;
  currency: string;
}

/** Facts for an order. They are never refused. */
export type OrderFact =
  /** `authorizedMinor`: what was held before staff decided how much of it to take. */
  | ({ type: 'payment.processed'; authorizedMinor?: number } & Money)
  | ({ type: 'payment.refunded' | 'payment.refund_failed' | 'payment.authorized' | 'payment.voided' } & Money)
  | ({ type: 'payment.failed' } & Decline & Money)
  | ({ type: 'payment.dispute_opened' | 'payment.dispute_closed'; disputeId: string; disputeStatus: string } & Money)
  /** What came of work on the stock of the order. */
  | { type: `stock.${'confirmed' | 'shipped' | 'released' | 'restocked' | 'unknown'}`; workId: string }
  /** The hold of the order has lapsed and cannot be renewed. */
  | { type: 'stock.soldOut'; workId: string; isBackorderAllowed: boolean }
  | { type: 'stockHold.renewed'; workId: string }
  /** The stock service has no reservation of the order, or lets it expire. */
  | { type: 'stock.missing' }
  /** Goods were held for an order that had ended meanwhile, or whose goods had left. */
  | { type: 'stock.heldLate'; workId: string }
  /** `dueAt`: when the window should have closed. `missingPaymentId`: a payment that was begun, but never stored. */
  | { type: 'paymentWindow.closed'; dueAt: Date; missingPaymentId?: string };

/** Why a payment failed. Only what an issuer declines counts towards the declines that an order may have. */
interface Decline {
  permanent: boolean;
  failureCode: string;
  failureReason: string;
  isDeclinedByIssuer: boolean;
}

export type OrderMessage = Message<OrderCommand | OrderFact>;
