import { Unavailable } from '../../domain/errors';
import { priceOrder } from './price-order';

const userId = '11111111-1111-4111-8111-111111111111';

const placeAt = (price: number, currency = 'USD') =>
  priceOrder(
    {
      users: { find: async (id) => ({ id, isActive: true }) },
      catalog: {
        find: async (id) => ({
          id,
          name: 'Espresso cup',
          physical: false,
          prices: { [currency]: price },
          isStocked: false,
        }),
      },
      amounts: { findRefusal: () => null },
    },
    { userId, items: [{ productId: 'prod-123', quantity: 3 }], currency },
    { id: 'o1', reservationId: 'o1', now: new Date(0) },
  );

describe('the pricing of an order', () => {
  test('takes the price of a catalog that computes with doubles', async () => {
    const { items, totalMinor } = await placeAt(0.1 + 0.2);
    expect([items[0]?.priceMinor, totalMinor]).toEqual([30, 90]);
  });

  test.each([0.301, Number.NaN])(
    'treats a price that is no amount of its currency as an outage of the catalog: %d',
    async (price) => {
      await expect(placeAt(price)).rejects.toThrow(Unavailable);
    },
  );

  test.each(['XAU', 'ABC'])('refuses %s, which has no minor unit', async (currency) => {
    await expect(placeAt(1, currency)).rejects.toMatchObject({ code: 'currency-not-supported' });
  });
});
