export interface Product {
  id: string;
  name: string;
  physical: boolean;
  prices: Record<string, number>;
  /** What the first delivery brought; `null` for what needs no stock. */
  delivered: number | null;
}

const plenty = 1_000_000;

/** The catalog: always the same. */
export const products: Product[] = [
  {
    id: 'prod-123',
    name: 'Espresso cup',
    physical: true,
    prices: { USD: 49.99, EUR: 45.5, GBP: 39.99, JPY: 7500, KWD: 15.375 },
    delivered: plenty,
  },
  {
    id: 'prod-456',
    name: 'Coffee beans',
    physical: true,
    prices: { USD: 19.95, EUR: 18.2, GBP: 15.95, JPY: 2990, KWD: 6.125 },
    delivered: plenty,
  },
  {
    id: 'prod-789',
    name: 'Barista course',
    physical: false,
    prices: { USD: 9.0, EUR: 8.2, GBP: 7.1, JPY: 1350, KWD: 2.75 },
    delivered: null,
  },
  {
    id: 'prod-soldout',
    name: 'Golden grinder',
    physical: true,
    prices: { USD: 99.0, EUR: 90.0, GBP: 79.0, JPY: 14900, KWD: 30.5 },
    delivered: 0,
  },
];
