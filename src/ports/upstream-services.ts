import type { Address } from '../domain/order';

/** A user of the user service. */
export interface User {
  id: string;
  /** Whether the user may place orders. */
  isActive: boolean;
  defaultAddress?: Address;
}

/** The user service. @throws Unavailable `users` */
export interface Users {
  find: (userId: string) => Promise<User | null>;
}

/** A product of the catalog. */
export interface Product {
  id: string;
  name: string;
  /** Whether it needs a shipping address. */
  physical: boolean;
  /** Decimal prices by currency, as the catalog computed them. */
  prices: Record<string, number>;
  /** Whether its stock is counted, so that it must be reserved. */
  isStocked: boolean;
}

/** The catalog and its stock. @throws Unavailable `catalog` */
export interface Catalog {
  find: (productId: string) => Promise<Product | null>;
  /** Reserves the stock of an order. Returns the product without enough stock, if there is one. Safe to repeat. */
  reserve: (orderId: string, items: { productId: string; quantity: number }[]) => Promise<{ soldOut?: string }>;
  /** Releases the stock of an order. Safe to repeat. */
  release: (orderId: string) => Promise<void>;
}
