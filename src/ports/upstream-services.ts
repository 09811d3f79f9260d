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
  /** Whether its stock is counted, so that it must be held. */
  isStocked: boolean;
}

/** The catalog. @throws Unavailable `catalog` */
export interface Catalog {
  find: (productId: string) => Promise<Product | null>;
}
