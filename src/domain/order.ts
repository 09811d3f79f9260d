/** The one vocabulary of an order: wire, machine and MongoDB. */
export const orderStatuses = [
  'pending',
  'payment_failed',
  'confirmed',
  'shipped',
  'delivered',
  'cancelled',
  'returned',
  'refunded',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** How much of an order is paid, in one word. */
export type PaymentStatus = 'unpaid' | 'authorized' | 'paid' | 'partially_refunded' | 'refunded' | 'disputed';

export interface Address {
  name: string;
  line1: string;
  line2?: string;
  city: string;
  /** Absent only where mail needs none. */
  postcode?: string;
  region?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  phone?: string;
}

export interface OrderItem {
  id: string;
  productId: string;
  productName: string;
  quantity: number;
  priceMinor: number;
  subtotalMinor: number;
}

/** A quantity of one product. */
export interface StockLine {
  productId: string;
  quantity: number;
}

/** Where the goods of an order are: `held` until the hold expires, `confirmed` until they are shipped or released. */
export type StockState = 'held' | 'confirmed' | 'backordered' | 'shipped' | 'released' | 'restocked';

/** The states in which goods may be reserved: they have neither left nor been released yet. */
export const reservedStates: readonly StockState[] = ['held', 'confirmed', 'backordered'];

/** The reservation of an order: a line for each product whose stock is counted. */
export interface OrderStock {
  /** Derived from caller and idempotency key, so that a repeated request holds the same stock; else the order's id. */
  reservationId: string;
  state: StockState;
  lines: StockLine[];
}

/** What is known of an order when it is placed. Money is in minor units of `currency`. */
export interface NewOrder {
  _id: string;
  userId: string;
  items: OrderItem[];
  currency: string;
  totalMinor: number;
  shippingAddress?: Address;
  billingAddress?: Address;
  /** Absent when no stock is counted for the order. */
  stock?: OrderStock;
  createdAt: Date;
}

/** A dispute about a payment of the order. `open`: the bank has not decided yet; `lost`: the bank took the money back. */
export interface OrderDispute {
  id: string;
  amountMinor: number;
  status: 'open' | 'won' | 'lost';
}

/** The business fields of an order. */
export interface Order extends NewOrder {
  /** As committed last; a machine reads where it came from. */
  status: OrderStatus;
  /** The payment that the order waits for, or was paid by. */
  paymentId: string | null;
  /** What the payment service holds for this order: processed less refunded, by the events that the order has applied. */
  heldMinor: number;
  /** What was refunded of the payment `paymentId`. */
  refundedMinor?: number;
  /** What an authorization of the payment `paymentId` holds at the gateway, until it is captured or ends. */
  authorizedMinor?: number;
  disputes?: OrderDispute[];
  /** The payment window closed while a payment was under way: the order is cancelled when that one ends without money. */
  isWindowClosed?: boolean;
  /** Declines by an issuer so far. */
  declines: number;
  cancellationReason?: string;
}
