import { DomainError } from '../../domain/errors';
import { newId } from '../../domain/ids';
import { fromDecimal, toDecimal } from '../../domain/money';
import type { Address, NewOrder, OrderItem } from '../../domain/order';
import type { Catalog, Product, User, Users } from '../../ports/upstream-services';

/** What a client sends to place an order. A price is optional; one that is sent must be the catalog's. */
export interface CreateOrderRequest {
  userId: string;
  items: { productId: string; quantity: number; price?: number }[];
  currency: string;
  shippingAddress?: Address;
  billingAddress?: Address;
}

/** Who may buy, what is sold, and at which price. */
export interface UpstreamServices {
  users: Users;
  catalog: Catalog;
}

/**
 * Checks an order against users and catalog, computes its total and reserves its stock (the domain's rules of order
 * creation). Nothing is stored.
 * @throws DomainError `user-not-found`, `product-not-found`, `currency-not-supported`, `price-mismatch`,
 *   `shipping-address-required`, `invalid-amount`, `out-of-stock`
 * @throws Unavailable `users` or `catalog`
 */
export const priceAndReserve = async (
  { users, catalog }: UpstreamServices,
  request: CreateOrderRequest,
  { id, now }: { id: string; now: Date },
): Promise<NewOrder> => {
  const [user, products] = await Promise.all([
    users.find(request.userId),
    Promise.all(request.items.map(({ productId }) => catalog.find(productId))),
  ]);
  assertBuyer(user, request.userId);
  const lines = request.items.map((item, index) => ({
    item,
    index,
    product: findSold(products[index], item, index),
  }));
  const items = lines.map(({ item, index, product }) => asItem(item, product, request.currency, index));
  const totalMinor = assertTotal(
    items.reduce((sum, { subtotalMinor }) => sum + subtotalMinor, 0),
    request.currency,
  );
  const shippingAddress = addressFor(request, user, lines);

  const stocked = lines.filter(({ product }) => product.stocked).map(({ item }) => item);
  const { soldOut } = stocked.length > 0 ? await catalog.reserve(id, stocked) : {};
  if (soldOut !== undefined) throw new DomainError('out-of-stock', `There is not enough ${soldOut} in stock`);

  const { userId, currency, billingAddress } = request;
  return {
    _id: id,
    userId,
    items,
    currency,
    totalMinor,
    ...(shippingAddress && { shippingAddress }),
    ...(billingAddress && { billingAddress }),
    createdAt: now,
  };
};

const assertBuyer: (user: User | null, userId: string) => asserts user is User = (user, userId) => {
  if (user?.status !== 'active') throw new DomainError('user-not-found', `There is no active user ${userId}`);
};

const findSold = (product: Product | null | undefined, item: { productId: string }, index: number): Product => {
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
  if (asked === undefined) {
    throw new DomainError('currency-not-supported', `${productId} has no price in ${currency}`);
  }
  const priceMinor = fromDecimal(asked, currency);
  if (price !== undefined && fromDecimal(price, currency) !== priceMinor) {
    throw new DomainError('price-mismatch', `${productId} costs ${asked} ${currency}`, {
      errors: [{ pointer: `#/items/${index}/price`, detail: `must be ${asked}` }],
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
