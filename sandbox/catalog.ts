import { jsonOf, type Reply, type Routes } from './http';

interface Product {
  id: string;
  name: string;
  physical: boolean;
  prices: Record<string, number>;
  available: number | null;
}

const plenty = 1_000_000;
const products: Product[] = [
  {
    id: 'prod-123',
    name: 'Espresso cup',
    physical: true,
    prices: { USD: 49.99, EUR: 45.5, GBP: 39.99, JPY: 7500, KWD: 15.375 },
    available: plenty,
  },
  {
    id: 'prod-456',
    name: 'Coffee beans',
    physical: true,
    prices: { USD: 19.95, EUR: 18.2, GBP: 15.95, JPY: 2990, KWD: 6.125 },
    available: plenty,
  },
  {
    id: 'prod-789',
    name: 'Barista course',
    physical: false,
    prices: { USD: 9.0, EUR: 8.2, GBP: 7.1, JPY: 1350, KWD: 2.75 },
    available: null,
  },
  {
    id: 'prod-soldout',
    name: 'Golden grinder',
    physical: true,
    prices: { USD: 99.0, EUR: 90.0, GBP: 79.0, JPY: 14900, KWD: 30.5 },
    available: 0,
  },
];

interface Line {
  productId: string;
  quantity: number;
}

/** The catalog and its stock. Reservations are idempotent by order id. */
export const catalogRoutes = (): Routes => {
  const stock = new Map(products.map((product) => [product.id, { ...product }]));
  const reservations = new Map<string, Line[]>();
  const move = (lines: Line[], sign: 1 | -1): void => {
    for (const { productId, quantity } of lines) {
      const product = stock.get(productId);
      if (product?.available != null) product.available += sign * quantity;
    }
  };
  const reserve = (orderId: string, lines: Line[]): Reply => {
    if (reservations.has(orderId)) return { status: 200, body: { orderId, items: reservations.get(orderId) } };
    const short = lines.find(({ productId, quantity }) => (stock.get(productId)?.available ?? Infinity) < quantity);
    if (short) return { status: 409, body: { code: 'out-of-stock', productId: short.productId } };
    move(lines, -1);
    reservations.set(orderId, lines);
    return { status: 201, body: { orderId, items: lines } };
  };
  return {
    'GET /products/:id': (_call, id = '') => {
      const product = stock.get(id);
      return product ? { status: 200, body: product } : { status: 404, body: { message: 'There is no such product' } };
    },
    'PUT /reservations/:orderId': (call, orderId = '') => {
      const { items } = jsonOf(call);
      return isLines(items)
        ? reserve(orderId, items)
        : { status: 400, body: { message: 'items must be a list of lines' } };
    },
    'DELETE /reservations/:orderId': (_call, orderId = '') => {
      move(reservations.get(orderId) ?? [], 1);
      reservations.delete(orderId);
      return { status: 204 };
    },
    'GET /reservations/:orderId': (_call, orderId = '') => {
      const items = reservations.get(orderId);
      return items ? { status: 200, body: { orderId, items } } : { status: 404, body: { message: 'nothing reserved' } };
    },
  };
};

const isLines = (items: unknown): items is Line[] =>
  Array.isArray(items) && items.every((line) => typeof line?.productId === 'string' && Number.isInteger(line.quantity));
