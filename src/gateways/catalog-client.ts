import type { Catalog, Product } from '../ports/upstream-services';
import { loadConsumedContract } from './consumed-contract';
import { createHttpClient, isGone, type UpstreamOptions } from './http-client';
import { rememberFound } from './remember-found';

interface ProductResource {
  id: string;
  name: string;
  physical: boolean;
  prices: Record<string, number | string>;
  /** Pieces in stock; null if stock is not counted. */
  available: number | null;
}

/** Creates the client of the catalog (contracts/order-management/consumed/catalog-api.yaml). */
export const createCatalogClient = (options: UpstreamOptions): Catalog & { close: () => Promise<void> } => {
  const http = createHttpClient({ ...options, dependency: 'catalog' });
  const findProductViolation = loadConsumedContract('catalog-api.yaml')('Product');
  return {
    find: rememberFound(async (productId) => {
      const response = await http.get(`/products/${encodeURIComponent(productId)}`);
      if (isGone(response.status)) return null;
      const product = http.read<ProductResource>(response, 200, findProductViolation);
      return product.id === productId ? toProduct(product) : http.reject('answered with another product');
    }),
    close: http.close,
  };
};

const toProduct = ({ id, name, physical, prices, available }: ProductResource): Product => ({
  id,
  name,
  physical,
  prices: Object.fromEntries(Object.entries(prices).map(([currency, price]) => [currency, Number(price)])),
  isStocked: available !== null,
});
