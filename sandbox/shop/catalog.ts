import { createRouter, idIn, jsonIn, Refused, type SandboxRouter } from '../request';

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
export const catalogRouter = (): SandboxRouter => {
  const stock = new Map(products.map((product) => [product.id, { ...product }]));
  const reservations = new Map<string, Line[]>();
  const move = (lines: Line[], sign: 1 | -1): void => {
    for (const { productId, quantity } of lines) {
      const product = stock.get(productId);
      if (product?.available != null) product.available += sign * quantity;
    }
  };
  const reserve = (orderId: string, lines: Line[]): void => {
    const short = lines.find(({ productId, quantity }) => (stock.get(productId)?.available ?? Infinity) < quantity);
    if (short) throw new Refused(409, { code: 'out-of-stock', productId: short.productId });
    move(lines, -1);
    reservations.set(orderId, lines);
  };
  return createRouter()
    .get('/products/:id', (ctx) => {
      const product = stock.get(idIn(ctx));
      if (!product) throw new Refused(404, { message: 'There is no such product' });
      ctx.body = product;
    })
    .put('/reservations/:id', (ctx) => {
      const { items } = jsonIn(ctx);
      const orderId = idIn(ctx);
      if (!isLines(items)) throw new Refused(400, { message: 'items must be a list of lines' });
      ctx.status = reservations.has(orderId) ? 200 : 201;
      if (!reservations.has(orderId)) reserve(orderId, items);
      ctx.body = { orderId, items: reservations.get(orderId) };
    })
    .delete('/reservations/:id', (ctx) => {
      const orderId = idIn(ctx);
      move(reservations.get(orderId) ?? [], 1);
      reservations.delete(orderId);
      ctx.status = 204;
    })
    .get('/reservations/:id', (ctx) => {
      const orderId = idIn(ctx);
      const items = reservations.get(orderId);
      if (!items) throw new Refused(404, { message: 'nothing reserved' });
      ctx.body = { orderId, items };
    });
};

const isLines = (items: unknown): items is Line[] =>
  Array.isArray(items) && items.every((line) => typeof line?.productId === 'string' && Number.isInteger(line.quantity));
