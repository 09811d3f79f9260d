import { randomUUID } from 'node:crypto';
import { ada } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { useService } from '../support/service';
import { scarce, scarcePrice, stockOf } from '../support/stock';

type Listed = { id: string; kind: string; orderId?: string; reservationId?: string; repairedAt?: string };

/** The orders, or the reservations, in which the divergences are planted. */
const planted: Record<'missing' | 'soldOut' | 'expiring' | 'mismatch', string> = {
  missing: '',
  soldOut: '',
  expiring: '',
  mismatch: '',
};
const orphans = [randomUUID(), randomUUID()];
const goods = [{ productId: 'prod-123', quantity: 2 }];

const shop = useService({}, async () => {
  for (const name of ['missing', 'expiring', 'mismatch'] as const) planted[name] = (await placeConfirmed()).orderId;
  planted.soldOut = await placeScarce();
  await shop.placeOrder();
  await assertInvariants(shop.world);
  await plant();
  // Holds are short here, so that what was planted is old enough to be an orphan.
  await shop.restart({ PAYMENT_WINDOW_MS: '1000', STOCK_HOLD_MARGIN_MS: '1000' });
});
const stock = () => stockOf(shop.world);

const placeConfirmed = async () => {
  const placed = await shop.placePaidOrder();
  await untilConfirmed(placed.orderId);
  return placed;
};
const untilConfirmed = (orderId: string) =>
  eventually(async () => {
    expect((await shop.world.orders.findOne({ _id: orderId }))?.stock?.state).toBe('confirmed');
    expect(await stock().reservation(orderId)).toMatchObject({ state: 'confirmed' });
  });

const placeScarce = async (): Promise<string> => {
  await stock().receive(scarce, 1);
  const items = [{ productId: scarce, quantity: 1 }];
  const { body } = await shop.asAda('POST', '/orders', { body: { userId: ada, currency: 'USD', items } });
  const payment = { orderId: body.id, amount: scarcePrice, paymentMethod: 'credit_card', cardToken: 'tok_visa' };
  await shop.asAda('POST', '/payments', { body: payment });
  await untilConfirmed(body.id);
  return body.id;
};

const plant = async (): Promise<void> => {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  for (const orderId of Object.values(planted)) await stock().release(orderId);
  await stock().holdForAnother(scarce, 1);
  await stock().hold(planted.expiring, goods, inAnHour);
  await stock().hold(planted.mismatch, [{ productId: 'prod-123', quantity: 3 }]);
  await stock().confirm(planted.mismatch);
  for (const id of orphans) await stock().hold(id, goods);
  await stock().confirm(orphans[0] ?? '');
};

const listed = async (query = 'limit=100'): Promise<Listed[]> =>
  (await shop.asAdmin('GET', `/orders/reconciliation?${query}`)).body.data;

/** Starts a run, and waits for its end. */
const reconcile = async (): Promise<void> => {
  const key = '{oms}:stock-reconciliation:completed';
  const before = await shop.world.redis.zcard(key);
  const answer = await shop.askOperators('/admin/reconciliations/stock', { method: 'POST' });
  expect(answer.status).toBe(202);
  await eventually(async () => expect(await shop.world.redis.zcard(key)).toBeGreaterThan(before));
};

const metric = async (kind: string): Promise<number> => {
  const text = await (await shop.askOperators('/metrics')).text();
  return Number(new RegExp(`^reconciliation_divergences\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
};

describe('the reconciliation of the stock', () => {
  test('finds every divergence where it was planted, and nothing else', async () => {
    await eventually(async () => {
      await reconcile();
      expect((await listed()).length).toBeGreaterThanOrEqual(6);
    });
    const found = (await listed()).map(({ kind, orderId, reservationId }) => [kind, orderId ?? reservationId]);
    expect(new Map(found.map(([kind = '', id = '']) => [id, kind]))).toEqual(
      new Map([
        ...orphans.map((id) => [id, 'reservation-orphan'] as const),
        [planted.missing, 'reservation-missing'],
        [planted.soldOut, 'reservation-missing'],
        [planted.expiring, 'reservation-missing'],
        [planted.mismatch, 'quantity-mismatch'],
      ]),
    );
    expect(found).toHaveLength(6);
  });

  test('releases what no order needs, with a log line', async () => {
    for (const id of orphans) {
      expect(await stock().reservation(id)).toBeNull();
      const line = shop.service.lines.find((one) => one.includes('stock.orphan_released') && one.includes(id));
      expect(JSON.parse(line ?? '{}')).toMatchObject({ event: 'stock.orphan_released', reservationId: id });
    }
  });

  test('reserves the goods of an order again, or cancels it when they are sold out', async () => {
    await untilConfirmed(planted.missing);
    await untilConfirmed(planted.expiring);
    expect(await stock().reservation(planted.missing)).toMatchObject({ open: goods, expiresAt: null });
    await shop.untilOrderIs(planted.soldOut, 'refunded');
  });

  test('closes what is repaired, and flags the order whose quantity differs', async () => {
    await eventually(async () => {
      await reconcile();
      const open = (await listed()).filter(({ repairedAt }) => repairedAt === undefined);
      expect(open.map(({ orderId }) => orderId)).toEqual([planted.mismatch]);
    });
    const order = await shop.asAdmin('GET', `/orders/${planted.mismatch}`);
    expect(order.body.attention).toMatchObject({ reason: 'stock-mismatch' });
    expect([await metric('quantity-mismatch'), await metric('reservation-orphan')]).toEqual([1, 0]);
  });

  test('changes nothing in another run', async () => {
    const projection = { version: 1, status: 1, stock: 1, updatedAt: 1 };
    const ordersNow = () => shop.world.orders.find({}, { projection }).toArray();
    const seen = async () => [await listed(), await stock().movements(), await ordersNow()];
    const before = await seen();
    await reconcile();
    expect(await seen()).toEqual(before);
  });

  test('reads the orders by an index that holds only reserved ones', async () => {
    const isReserved = { 'stock.state': { $in: ['held', 'confirmed', 'backordered'] } };
    const plans = [
      shop.world.orders.find(isReserved).sort({ 'stock.reservationId': 1 }),
      shop.world.orders.find({ 'stock.reservationId': planted.missing, ...isReserved }),
    ];
    for (const plan of plans) {
      const { queryPlanner } = await plan.explain('queryPlanner');
      expect(JSON.stringify(queryPlanner.winningPlan)).toContain('"indexName":"reserved"');
      expect(JSON.stringify(queryPlanner.winningPlan)).not.toContain('SORT');
    }
  });
});

test('admins list the divergences page by page, and operators close one', async () => {
  expect((await shop.asAda('GET', '/orders/reconciliation')).status).toBe(403);
  const [first, ...rest] = await listed();
  const { body } = await shop.asAdmin('GET', '/orders/reconciliation?limit=1');
  expect(body.data).toEqual([first]);
  expect(await listed(`limit=100&cursor=${body.nextCursor}`)).toEqual(rest);
  const { id } = (await listed()).find(({ kind }) => kind === 'quantity-mismatch') ?? { id: '' };
  const resolve = () =>
    shop.askOperators(`/admin/divergences/${id}/resolve`, { method: 'POST', body: { reason: 'counted by hand' } });
  expect((await resolve()).status).toBe(200);
  expect((await resolve()).status).toBe(409);
  expect(await metric('quantity-mismatch')).toBe(0);
  const unknown = await shop.askOperators('/admin/reconciliations/shoes', { method: 'POST' });
  expect(unknown.status).toBe(400);
});
