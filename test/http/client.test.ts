import { freePort } from '../../scripts/servers/servers';
import { type Client, createClient, Problem } from '../../src/client';
import { ada, alan, anOrder, aPayment, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let port: string;
let shop: Client;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  port = String(await freePort());
  service = await world.start({ PORT: port });
  token = await tokenFor(world.keys, ada);
  shop = createClient({ baseUrl: service.http, token });
});
afterEach(() => assertInvariants(world));
afterAll(() => world.end());

const confirmed = (orderId: string) =>
  eventually(async () => {
    const { data } = await shop.GET('/orders/{orderId}', { params: { path: { orderId } } });
    expect(data.status).toBe('confirmed');
  });

const problemOf = async (call: Promise<unknown>): Promise<Problem> => {
  const error = await call.then(
    () => new Error('it was done'),
    (thrown: Error) => thrown,
  );
  if (!(error instanceof Problem)) throw error;
  return error;
};

test('an order is placed, paid, read, listed and cancelled, each answer typed by the contract', async () => {
  const { data: order, response } = await shop.POST('/orders', { body: anOrder() });
  expect([response.status, order.status, order.allowedTransitions]).toEqual([201, 'pending', ['cancelled']]);
  const { data: payment } = await shop.POST('/payments', {
    body: { orderId: order.id, amount: order.totalAmount, paymentMethod: 'credit_card', cardToken: 'tok_visa' },
  });
  expect(payment.capturedAmount).toBe(order.totalAmount);
  await confirmed(order.id);
  const { data: page } = await shop.GET('/orders', { params: { query: { limit: 1 } } });
  expect(page.data.map(({ id }) => id)).toEqual([order.id]);
  const { data: cancelled } = await shop.PATCH('/orders/{orderId}', {
    params: { path: { orderId: order.id } },
    body: { status: 'cancelled', reason: 'changed my mind' },
  });
  expect(cancelled).toMatchObject({ status: 'cancelled', cancellationReason: 'changed my mind' });
});

test('a refusal is a Problem with its code, and is not sent again', async () => {
  const seen = await world.orders.countDocuments();
  const unknown = { ...anOrder(), items: [{ productId: 'prod-none', quantity: 1 }] };
  const problem = await problemOf(shop.POST('/orders', { body: unknown }));
  expect([problem.code, problem.status, problem.document.title.length > 0]).toEqual(['product-not-found', 422, true]);
  const { data: order } = await shop.POST('/orders', { body: anOrder() });
  const declined = {
    ...aPayment(order.id, 'tok_chargeDeclinedInsufficientFunds'),
    paymentMethod: 'credit_card' as const,
  };
  const { document } = await problemOf(shop.POST('/payments', { body: declined }));
  expect(document).toMatchObject({ code: 'payment-declined', failureCode: 'INSUFFICIENT_FUNDS' });
  expect(await world.orders.countDocuments()).toBe(seen + 1);
});

test('the token is asked for when it is needed, and another role gets what it may', async () => {
  let asked = 0;
  const asStaff = createClient({
    baseUrl: service.http,
    token: async () => {
      asked += 1;
      return tokenFor(world.keys, alan, ['admin']);
    },
  });
  await asStaff.GET('/orders');
  await asStaff.GET('/payments/reconciliation');
  expect(asked).toBe(2);
  const { code, status } = await problemOf(shop.GET('/payments/reconciliation'));
  expect([code, status]).toEqual(['forbidden', 403]);
});

const faults = (method: string, fault?: object) =>
  fetch(`${world.sandbox}/faults`, { method, ...(fault && { body: JSON.stringify(fault) }) });

test('a service that asks to come again is asked again: one order', async () => {
  const seen = await world.orders.countDocuments();
  await faults('POST', { path: '/products', kind: 'down' });
  const placing = shop.POST('/orders', { body: { ...anOrder(), items: [{ productId: 'prod-456', quantity: 1 }] } });
  await eventually(async () => {
    const { data } = (await (await faults('GET')).json()) as { data: { fired: number }[] };
    expect(data[0]?.fired).toBeGreaterThan(0);
  });
  await faults('DELETE');
  expect((await placing).response.status).toBe(201);
  expect(await world.orders.countDocuments()).toBe(seen + 1);
});

test('tries end: what stays down is reported with its code', async () => {
  await faults('POST', { path: '/products', kind: 'down' });
  const impatient = createClient({ baseUrl: service.http, token, triesMax: 2 });
  const order = { ...anOrder(), items: [{ productId: 'prod-789', quantity: 1 }] };
  expect((await problemOf(impatient.POST('/orders', { body: order }))).code).toBe('catalog-unavailable');
  const hurried = createClient({ baseUrl: service.http, token, waitMaxMs: 1_000 });
  expect((await problemOf(hurried.POST('/orders', { body: order }))).code).toBe('catalog-unavailable');
  await faults('DELETE');
});

test.each(['order-committed', 'charge-sent'])(
  'killed at %s, mid-request: the same call goes on where it was, one order and one charge',
  async (point) => {
    await service.kill();
    service = await world.start({ PORT: port, FAULT_POINT: `${point}:1` });
    const seen = await world.orders.countDocuments();
    const patient = createClient({ baseUrl: service.http, token, triesMax: 12 });
    const buying = (async () => {
      const { data: order } = await patient.POST('/orders', { body: anOrder() });
      await patient.POST('/payments', { body: { ...aPayment(order.id), paymentMethod: 'credit_card' } });
      return order;
    })();
    expect(await service.ended).toBeNull();
    service = await world.start({ PORT: port });
    const order = await buying;
    await confirmed(order.id);
    expect(await world.orders.countDocuments()).toBe(seen + 1);
    const charges = (await ledgerOf(world)).filter(({ metadata }) => metadata.orderId === order.id);
    expect(charges.map(({ kind, amount }) => [kind, amount])).toEqual([['charge', 9998]]);
  },
);
