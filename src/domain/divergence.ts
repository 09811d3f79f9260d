/** How the gateway's side of a payment and ours can differ. */
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

/** Where the gateway and we differ, and about what. */
export interface Divergence {
  kind: DivergenceKind;
  paymentId?: string;
  orderId?: string;
  detail: string;
}
