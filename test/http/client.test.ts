import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../scripts/servers/servers';
import { type Client, createClient, Problem } from '../../src/client';
import { ada, alan, anOrder, aPayment, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, ledgerOf } from '../support/invariants';
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

test('tries end: what stays down is told by its code', async () => {
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

interface Heard {
  method: string;
  key: string | undefined;
}

/** A server that answers as it is told, one answer a call; the last one again and again. Null: it hangs up. */
const answering = async (answers: ([status: number, headers?: Record<string, string>] | null)[]) => {
  const heard: Heard[] = [];
  const server: Server = createServer((request, response) => {
    const answer = answers[Math.min(heard.length, answers.length - 1)];
    heard.push({ method: request.method ?? '', key: request.headers['idempotency-key'] as string | undefined });
    if (!answer) return void request.socket.destroy();
    response.writeHead(answer[0], { 'content-type': 'application/json', ...answer[1] });
    response.end('{}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port: at } = server.address() as AddressInfo;
  return { client: createClient({ baseUrl: `http://127.0.0.1:${at}`, token }), heard, close: () => server.close() };
};

const soon = { 'retry-after': '0' };

test('all tries of a POST share one key, another POST has another, and a key of the caller is kept', async () => {
  const { client, heard, close } = await answering([null, [503, soon], [409, soon], [201]]);
  await client.POST('/orders', { body: anOrder() });
  await client.POST('/orders', { body: anOrder() });
  await client.POST('/orders', { body: anOrder(), params: { header: { 'Idempotency-Key': 'mine' } } });
  const keys = heard.map(({ key }) => key);
  expect(keys).toHaveLength(6);
  expect(new Set(keys.slice(0, 4)).size).toBe(1);
  expect(new Set(keys).size).toBe(3);
  expect([keys[5], keys.includes(undefined)]).toEqual(['mine', false]);
  close();
});

test('a PATCH is sent once: nobody can tell its own first try from a change by somebody else', async () => {
  const { client, heard, close } = await answering([null]);
  const asked = { params: { path: { orderId: ada } }, body: { status: 'cancelled' as const } };
  await expect(client.PATCH('/orders/{orderId}', asked)).rejects.toThrow();
  expect(heard).toEqual([{ method: 'PATCH', key: undefined }]);
  close();
});

test('an answer of somebody else is no Problem, and whoever gives up is not kept waiting', async () => {
  const { client, close } = await answering([[502], [503, { 'retry-after': '5' }]]);
  await expect(client.GET('/orders')).rejects.toThrow(/answered 502 without a problem document$/);
  const leaving = new AbortController();
  const waiting = client.GET('/orders', { signal: leaving.signal });
  leaving.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
  close();
});
