import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MongoServer, startMongod, startRedis } from '../../scripts/servers/servers';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let mongod: MongoServer;
const folder = mkdtempSync(join(tmpdir(), 'order-management-outage-'));
const redisDir = join(folder, 'redis');
const mongoDir = join(folder, 'mongodb');

beforeAll(async () => {
  mongod = await startMongod({ dir: mongoDir, port: 0 });
  world = await startWorld({ mongodbUri: mongod.uri, redis: { dir: redisDir } });
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
});
afterAll(async () => {
  await world.end();
  await mongod.kill();
  rmSync(folder, { recursive: true, force: true });
});

const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status), 40_000);

const ready = async () => (await (await fetch(`${service.ops}/readyz`)).json()) as { status: string };

test('Redis down: orders are accepted and say so; Redis back: their events appear and they can be paid', async () => {
  await world.redisServer.kill();
  const orderIds: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const { status, body } = await asAda('POST', '/orders', { body: anOrder(), ...withKey() });
    expect(status).toBe(201);
    orderIds.push(body.id);
  }
  expect((await ready()).status).toBe('degraded');
  const begun = await asAda('POST', '/payments', { body: aPayment(orderIds[0] ?? ''), headers: { prefer: 'wait=0' } });
  expect([begun.status, begun.body.status]).toEqual([202, 'pending']);

  world.redisServer = await startRedis({ dir: redisDir, port: world.redisServer.port });
  await becomes(orderIds[0] ?? '', 'confirmed');
  const paid = await asAda('POST', '/payments', { body: aPayment(orderIds[1] ?? '') });
  expect(paid.status).toBeLessThan(300);
  await becomes(orderIds[1] ?? '', 'confirmed');
  await assertInvariants(world);
  const created = (await entriesOf(world.redis, 'order-events')).filter(({ type }) => type === 'order.created');
  expect(new Set(created.map(({ subject }) => subject))).toEqual(new Set(orderIds));
  expect(created).toHaveLength(orderIds.length);
  expect((await ready()).status).toBe('ready');
});

test('MongoDB down: a quick problem that names it; MongoDB back: it works without a restart', async () => {
  await mongod.kill();
  const startedAt = Date.now();
  const down = await asAda('POST', '/orders', { body: anOrder() });
  expect([down.status, down.body.code]).toEqual([503, 'database-unavailable']);
  expect(down.headers.get('retry-after')).toBe('2');
  expect(Date.now() - startedAt).toBeLessThan(5_000);
  expect((await fetch(`${service.ops}/readyz`)).status).toBe(503);
  expect((await fetch(`${service.ops}/livez`)).status).toBe(200);

  mongod = await startMongod({ dir: mongoDir, port: mongod.port });
  const order = await eventually(async () => {
    const { status, body } = await asAda('POST', '/orders', { body: anOrder() });
    expect(status).toBe(201);
    return body;
  });
  expect((await asAda('POST', '/payments', { body: aPayment(order.id) })).status).toBe(200);
  await becomes(order.id, 'confirmed');
  await assertInvariants(world);
});

test.each([
  ['/users', 'user-service-unavailable'],
  ['/products', 'catalog-unavailable'],
  ['/reservations', 'catalog-unavailable'],
])('%s down: the answer names it, and nothing is stored', async (path, code) => {
  // What was asked a moment ago is remembered: a fresh process asks again.
  const fresh = await world.start();
  const client = clientOf(() => fresh.http, await tokenFor(world.keys, ada));
  const before = await world.orders.countDocuments();
  await fetch(`${world.sandbox}/faults`, { method: 'POST', body: JSON.stringify({ path, kind: 'down' }) });
  const { status, body, headers } = await client('POST', '/orders', { body: anOrder() });
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, code, '2']);
  const { data } = (await (await fetch(`${world.sandbox}/faults`)).json()) as { data: { fired: number }[] };
  expect(data[0]?.fired).toBeGreaterThan(0);
  await fetch(`${world.sandbox}/faults`, { method: 'DELETE' });
  expect(await world.orders.countDocuments()).toBe(before);
  await fresh.stop();
});
