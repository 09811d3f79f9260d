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
  const contract = loadConsumedContract('catalog-api.yaml');
  const findProductViolation = contract('Product');
  const findStockViolation = contract('OutOfStock');
  const pathOf = (orderId: string) => `/reservations/${encodeURIComponent(orderId)}`;
  return {
    find: rememberFound(async (productId) => {
      const response = await http.get(`/products/${encodeURIComponent(productId)}`);
      if (isGone(response.status)) return null;
      const product = http.read<ProductResource>(response, 200, findProductViolation);
      return product.id === productId ? toProduct(product) : http.reject('answered with another product');
    }),
    reserve: async (orderId, lines) => {
      const items = lines.map(({ productId, quantity }) => ({ productId, quantity }));
      const response = await http.put(pathOf(orderId), { items });
      if ([200, 201, 204].includes(response.status)) return {};
      const { productId } = http.read<{ productId: string }>(response, 409, findStockViolation);
      const isAsked = items.some((item) => item.productId === productId);
      return isAsked ? { soldOut: productId } : http.reject('answered with another product');
    },
    release: async (orderId) => {
      const { status } = await http.delete(pathOf(orderId));
      if (status !== 200 && status !== 204 && !isGone(status)) http.reject(`answered ${status}`);
    },
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
