import type { Address } from '../domain/order';

export interface User {
  id: string;
  status: 'active' | 'blocked';
  defaultAddress?: Address;
}

/** The user service. @throws Unavailable */
export interface Users {
  find: (userId: string) => Promise<User | null>;
}

export interface Product {
  id: string;
  name: string;
  /** Needs a shipping address. */
  physical: boolean;
  /** Decimal price by currency. */
  prices: Record<string, number>;
  /** Whether its stock is counted, so that it must be reserved. */
  stocked: boolean;
}

/** The catalog and its stock. @throws Unavailable */
export interface Catalog {
  find: (productId: string) => Promise<Product | null>;
  /** Holds the stock of an order; answers the product that is sold out, if one is. Safe to repeat. */
  reserve: (orderId: string, items: { productId: string; quantity: number }[]) => Promise<{ soldOut?: string }>;
  /** Gives the stock back. Safe to repeat. */
  release: (orderId: string) => Promise<void>;
}
