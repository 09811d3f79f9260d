import { Unavailable } from '../domain/errors';
import type { Catalog, Product } from '../ports/upstream-services';
import { createHttpClient, type HttpResponse, type UpstreamOptions } from './http-client';
import { remembered } from './remembered';

interface ProductResource {
  id: string;
  name: string;
  physical: boolean;
  prices: Record<string, number>;
  /** How many there are; null when nobody counts. */
  available: number | null;
}

/** The catalog with its prices and stock. @throws Unavailable `catalog` */
export const createCatalogClient = ({ url, onFailure }: UpstreamOptions): Catalog & { close: () => Promise<void> } => {
  const http = createHttpClient({ url, dependency: 'catalog', onFailure });
  const reservation = (orderId: string) => `/reservations/${encodeURIComponent(orderId)}`;
  return {
    find: remembered(async (productId) => {
      const answer = await http.get(`/products/${encodeURIComponent(productId)}`);
      return answer.status === 404 ? null : asProduct(expected(answer, 200).body as ProductResource);
    }),
    reserve: async (orderId, items) => {
      const wanted = items.map(({ productId, quantity }) => ({ productId, quantity }));
      const answer = await http.put(reservation(orderId), { items: wanted });
      if (answer.status === 409) return { soldOut: (answer.body as { productId: string }).productId };
      expected(answer, 200, 201, 204);
      return {};
    },
    release: async (orderId) => {
      expected(await http.delete(reservation(orderId)), 200, 204, 404);
    },
    close: http.close,
  };
};

const asProduct = ({ id, name, physical, prices, available }: ProductResource): Product => ({
  id,
  name,
  physical,
  prices,
  stocked: available !== null,
});

const expected = (answer: HttpResponse, ...statuses: number[]): HttpResponse => {
  if (statuses.includes(answer.status)) return answer;
  throw new Unavailable('catalog', { cause: new Error(`answered ${answer.status}`) });
};
