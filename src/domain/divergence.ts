/** The ways in which a payment and its charges at the gateway can differ. */
export const divergenceKinds = [
  'charge-missing',
  'charge-not-recorded',
  'charge-orphan',
  'second-charge',
  'capture-missing',
  'capture-not-recorded',
  'amount-mismatch',
  'currency-mismatch',
  'refund-missing',
  'refund-not-recorded',
  'refund-failed',
  'refund-amount-mismatch',
] as const;
export type DivergenceKind = (typeof divergenceKinds)[number];

/** The ways in which an order and its reservation at the stock service can differ. */
export const stockDivergenceKinds = ['reservation-orphan', 'reservation-missing', 'quantity-mismatch'] as const;
export type StockDivergenceKind = (typeof stockDivergenceKinds)[number];

/** A difference between a payment and the gateway, or between an order and the stock. */
export interface Divergence {
  kind: DivergenceKind | StockDivergenceKind;
  paymentId?: string;
  orderId?: string;
  reservationId?: string;
  detail: string;
}
