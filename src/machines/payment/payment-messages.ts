import type { Idempotency } from '../../domain/actor-document';
import type { Message } from '../../domain/message';
import type { Dispute } from '../../domain/payment';

interface CommandOptions {
  reason?: string;
  /** The key under which the caller may repeat the command. */
  idempotency?: Idempotency;
}

/** Commands to a payment. A state that does not accept one refuses it. */
export type PaymentCommand = CommandOptions &
  ({ type: 'capture' | 'refund'; workId: string; amountMinor: number } | { type: 'void'; workId: string });

type GatewayWork = 'charge' | 'capture' | 'void' | 'refund';

/** What the gateway said about one work item, in its answer, a look-up or a webhook. */
export type GatewayFact =
  | {
      type: 'charge.succeeded' | 'charge.authorized';
      workId: string;
      amountMinor: number;
      currency: string;
      transactionId: string;
      gatewayRef: string;
    }
  | { type: 'charge.challenged'; workId: string; url: string; gatewayRef: string; retryAt: Date }
  | {
      type: 'charge.declined';
      workId: string;
      failureCode: string;
      failureReason: string;
      permanent: boolean;
      isByIssuer?: boolean;
    }
  | { type: 'capture.succeeded'; workId: string; amountMinor: number; transactionId: string; gatewayRef: string }
  | { type: 'void.succeeded'; workId: string; gatewayRef: string }
  | { type: 'refund.succeeded'; workId: string; amountMinor: number; transactionId: string; gatewayRef: string }
  /** The money of a refund that had succeeded came back. */
  | { type: 'refund.failed'; workId: string; amountMinor: number; failureCode: string }
  /** The gateway took no action, because the request itself is wrong. */
  | { type: 'charge.refused'; workId: string; failureCode: string; failureReason: string }
  | { type: `${'capture' | 'void' | 'refund'}.declined`; workId: string; failureCode: string; failureReason: string }
  /** The gateway accepted it and is still working on it. */
  | { type: `${GatewayWork}.pending`; workId: string; retryAt: Date }
  /** `overdueMs`: what stays unknown for this long needs an operator. `error`: why there was no answer. */
  | { type: `${GatewayWork}.unknown`; workId: string; retryAt: Date; overdueMs: number; error?: string }
  | { type: `${GatewayWork}.absent`; workId: string; retryAt: Date; quietMs: number; overdueMs: number }
  /** The gateway refuses our credentials. `claim`: the token of the claim under which nothing was sent. */
  | { type: `${GatewayWork}.blocked`; workId: string; retryAt: Date; claim?: string; error?: string };

/** An event of the order that this payment must answer. */
export type OrderClosing = {
  type: 'order.cancelled' | 'order.returned' | 'order.payment_rejected';
  paymentId?: string;
};

/** The gateway reports where a dispute stands. */
export interface DisputeReported {
  type: 'dispute.reported';
  dispute: Dispute;
}

/** The issuer suspects fraud: a refund now may prevent a dispute. */
export interface FraudWarned {
  type: 'fraud.warned';
  warningId: string;
}

/** A timer of the payment is due. */
export type WindowClosed =
  | { type: 'challengeWindow.closed' | 'authorizationWindow.closed' }
  | { type: 'evidenceWindow.closed'; workId: string };

/** The gateway's record and ours differ in a way that only an operator can resolve. */
export interface DivergenceFound {
  type: 'divergence.found';
}

export type PaymentMessage = Message<
  PaymentCommand | GatewayFact | OrderClosing | WindowClosed | DivergenceFound | DisputeReported | FraudWarned
>;
