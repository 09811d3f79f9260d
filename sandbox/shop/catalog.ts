import { createRouter, idIn, Refused, type SandboxRouter } from '../request';
import { products } from './products';
import type { Stock } from './stock';

/** The catalog: `GET /products/{id}`, with what is available of it. */
export const catalogRouter = (stock: Stock): SandboxRouter => {
  const byId = new Map(products.map(({ delivered: _delivered, ...product }) => [product.id, product]));
  return createRouter().get('/products/:id', (ctx) => {
    const product = byId.get(idIn(ctx));
    if (!product) throw new Refused(404, { message: 'There is no such product' });
    ctx.body = { ...product, available: stock.level(product.id)?.available ?? null };
  });
};
