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

export interface Address {
  name: string;
  line1: string;
  line2?: string;
  city: string;
  postcode: string;
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

/** What is known of an order when it is placed. Money is in minor units of `currency`. */
export interface NewOrder {
  _id: string;
  userId: string;
  items: OrderItem[];
  currency: string;
  totalMinor: number;
  shippingAddress?: Address;
  billingAddress?: Address;
  createdAt: Date;
}

/** The business fields of an order. */
export interface Order extends NewOrder {
  /** As committed last; a machine reads where it came from. */
  status: OrderStatus;
  /** The payment that the order waits for, or was paid by. */
  paymentId: string | null;
  /** What the payment service holds for this order: processed less refunded, as the order heard of it. */
  heldMinor: number;
  declines: number;
  cancellationReason?: string;
}
