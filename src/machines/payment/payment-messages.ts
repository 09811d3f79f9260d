import type { Message } from '../../domain/message';

/** Commands to a payment. A state that does not accept one refuses it. */
export type PaymentCommand =
  | { type: 'capture'; workId: string; amountMinor: number }
  | { type: 'void'; workId: string; reason?: string }
  | { type: 'refund'; workId: string; amountMinor: number; reason?: string };

/** What the gateway said of one piece of work, however we heard it: from its answer, a look-up or a webhook. */
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
  | { type: 'charge.declined'; workId: string; failureCode: string; failureReason: string; permanent: boolean }
  | { type: 'capture.succeeded'; workId: string; amountMinor: number; transactionId: string; gatewayRef: string }
  | { type: 'void.succeeded'; workId: string; gatewayRef: string }
  | { type: 'refund.succeeded'; workId: string; amountMinor: number; transactionId: string; gatewayRef: string }
  /** The money of a refund that had succeeded came back. */
  | { type: 'refund.failed'; workId: string; amountMinor: number; failureCode: string }
  | { type: `${'capture' | 'void' | 'refund'}.declined`; workId: string; failureCode: string; failureReason: string }
  | { type: `${'charge' | 'capture' | 'void' | 'refund'}.unknown`; workId: string; retryAt: Date }
  | { type: `${'charge' | 'capture' | 'void' | 'refund'}.absent`; workId: string; retryAt: Date; quietMs: number };

/** What the order service published and this payment must answer. */
export type OrderClosing = {
  type: 'order.cancelled' | 'order.returned' | 'order.payment_rejected';
  paymentId?: string;
};

/** A window closed by itself. */
export interface WindowClosed {
  type: 'challengeWindow.closed' | 'authorizationWindow.closed';
}

/** The gateway's side and ours differ in a way that only a person can settle. */
export interface DivergenceFound {
  type: 'divergence.found';
}

export type PaymentMessage = Message<PaymentCommand | GatewayFact | OrderClosing | WindowClosed | DivergenceFound>;
