import type { Message } from '../../domain/message';

/** Commands to an order. A state that does not accept one refuses it. */
export type OrderCommand =
  | { type: 'beginPayment'; paymentId: string }
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
  | ({ type: 'payment.failed'; permanent: boolean; failureCode: string; failureReason: string } & Money)
  | { type: 'paymentWindow.closed' };

export type OrderMessage = Message<OrderCommand | OrderFact>;
