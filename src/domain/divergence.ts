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

/** A difference between a payment and the gateway. */
export interface Divergence {
  kind: DivergenceKind;
  paymentId?: string;
  orderId?: string;
  detail: string;
}
