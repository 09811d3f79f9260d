import { DomainError, Unavailable } from '../../domain/errors';
import { newId } from '../../domain/ids';
import { fromComputedDecimal, fromDecimal, isCurrency, toDecimal } from '../../domain/money';
import type { Address, NewOrder, OrderItem, StockLine } from '../../domain/order';
import type { ChargeableAmounts } from '../../ports/gateway';
import type { Catalog, Product, User, Users } from '../../ports/upstream-services';

/** What a client sends to place an order. A price is optional; one that is sent must be the catalog's. */
export interface CreateOrderRequest extends Omit<NewOrder, '_id' | 'items' | 'totalMinor' | 'stock' | 'createdAt'> {
  items: { productId: string; quantity: number; price?: number }[];
}

/** The services that are asked before an order exists: who may buy, what is sold, and which amounts can be charged. */
export interface UpstreamServices {
  users: Users;
  catalog: Catalog;
  amounts: ChargeableAmounts;
}

/** The ids of a new order, and when it is placed. */
interface NewOrderIds {
  id: string;
  reservationId: string;
  now: Date;
}

/**
 * Checks an order against users and catalog, and computes its total (the domain's rules of order creation). It only reads.
 * @throws DomainError `user-not-found`, `product-not-found`, `currency-not-supported`, `price-mismatch`,
 *   `shipping-address-required`, `invalid-amount`, `amount-not-chargeable`
 * @throws Unavailable `users` or `catalog`
 */
export const priceOrder = async (
  { users, catalog, amounts }: UpstreamServices,
  request: CreateOrderRequest,
  { id, reservationId, now }: NewOrderIds,
): Promise<NewOrder> => {
  const [user, products] = await Promise.all([users.find(request.userId), findProducts(catalog, request.items)]);
  assertBuyer(user, request.userId);
  const lines = request.items.map((item, index) => ({ item, index, product: findSold(products, item, index) }));
  const items = lines.map(({ item, index, product }) => asItem(item, product, request.currency, index));
  const totalMinor = assertTotal(
    items.reduce((sum, { subtotalMinor }) => sum + subtotalMinor, 0),
    request.currency,
  );
  assertChargeable(amounts, totalMinor, request.currency);
  const shippingAddress = addressFor(request, user, lines);
  const stocked = mergeLines(lines.filter(({ product }) => product.isStocked).map(({ item }) => item));
  const { userId, currency, billingAddress } = request;
  return {
    _id: id,
    userId,
    items,
    currency,
    totalMinor,
    ...(shippingAddress && { shippingAddress }),
    ...(billingAddress && { billingAddress }),
    ...(stocked.length > 0 && { stock: { reservationId, state: 'held', lines: stocked } }),
    createdAt: now,
  };
};

const assertBuyer: (user: User | null, userId: string) => asserts user is User = (user, userId) => {
  if (!user?.isActive) throw new DomainError('user-not-found', `There is no active user ${userId}`);
};

const lookUpsMax = 16;

/** Looks up the products of the lines, a few at a time and only until one is missing: a request must not cost many calls. */
const findProducts = async (catalog: Catalog, items: { productId: string }[]): Promise<Map<string, Product>> => {
  const found = new Map<string, Product>();
  const ids = [...new Set(items.map(({ productId }) => productId))];
  for (let start = 0; start < ids.length && found.size === start; start += lookUpsMax) {
    const products = await Promise.all(ids.slice(start, start + lookUpsMax).map((id) => catalog.find(id)));
    for (const product of products) if (product) found.set(product.id, product);
  }
  return found;
};

const findSold = (products: Map<string, Product>, item: { productId: string }, index: number): Product => {
  const product = products.get(item.productId);
  if (product) return product;
  throw new DomainError('product-not-found', `There is no product ${item.productId}`, {
    errors: [{ pointer: `#/items/${index}/productId`, detail: 'is not in the catalog' }],
  });
};

const asItem = (
  { productId, quantity, price }: CreateOrderRequest['items'][number],
  product: Product,
  currency: string,
  index: number,
): OrderItem => {
  const asked = product.prices[currency];
  if (asked === undefined || !isCurrency(currency)) {
    throw new DomainError('currency-not-supported', `${productId} has no price in ${currency}`);
  }
  const priceMinor = fromComputedDecimal(asked, currency);
  if (priceMinor === null) {
    throw new Unavailable('catalog', { cause: new Error(`${productId} costs ${asked} ${currency}`) });
  }
  if (price !== undefined && fromDecimal(price, currency) !== priceMinor) {
    const expected = toDecimal(priceMinor, currency);
    throw new DomainError('price-mismatch', `${productId} costs ${expected} ${currency}`, {
      errors: [{ pointer: `#/items/${index}/price`, detail: `must be ${expected}` }],
    });
  }
  return {
    id: newId(),
    productId,
    productName: product.name,
    quantity,
    priceMinor,
    subtotalMinor: quantity * priceMinor,
  };
};

/** The largest amount of the contract: nine digits before the decimal point, which a JSON number carries exactly. */
const totalMax = 999_999_999.99;

const assertTotal = (totalMinor: number, currency: string): number => {
  if (totalMinor > 0 && toDecimal(totalMinor, currency) <= totalMax) return totalMinor;
  throw new DomainError('invalid-amount', 'The total of an order must be above zero and below one thousand million');
};

/** Rejects an amount that the gateway cannot charge: the order could never be paid. @throws DomainError `amount-not-chargeable` */
export const assertChargeable = (amounts: ChargeableAmounts, totalMinor: number, currency: string): void => {
  const refusal = amounts.findRefusal(totalMinor, currency);
  if (refusal !== null) throw new DomainError('amount-not-chargeable', refusal);
};

const addressFor = (
  { shippingAddress }: CreateOrderRequest,
  { defaultAddress }: User,
  lines: { product: Product }[],
): Address | undefined => {
  const address = shippingAddress ?? defaultAddress;
  if (!address && lines.some(({ product }) => product.physical)) {
    throw new DomainError('shipping-address-required', 'A physical product needs a shipping address');
  }
  return address;
};

/** Returns one line for each product: the catalog must see how much of it an order needs in all. */
const mergeLines = (lines: StockLine[]): StockLine[] => {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
};
