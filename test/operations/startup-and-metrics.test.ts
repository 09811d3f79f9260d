import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { freePort, startMongod } from '../../scripts/servers/servers';
import { ada, anOrder, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { startWorld, type World } from '../support/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const rules = join(__dirname, '..', '..', 'ops');
const names = /\b[a-z_]+(?:_total|_seconds(?:_bucket)?|_up)\b/g;

/** The metrics that the rules or the dashboard ask for. */
const wantedBy = (file: string): Set<string> =>
  new Set((readFileSync(join(rules, file), 'utf8').match(names) ?? []).map((name) => name.replace(/_bucket$/, '')));

test.each(['prometheus/alerts.yml', 'grafana/dashboards/order-management.json'])(
  'every metric that %s asks for is there',
  async (file) => {
    const service = await world.start();
    const { user, password } = world.keys.ops;
    const login = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const answer = await fetch(`${service.ops}/metrics`, { headers: { authorization: login } });
    const text = await answer.text();
    const types = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
    const wanted = [...wantedBy(file)];
    expect(wanted.length).toBeGreaterThan(5);
    expect(types).toEqual(expect.arrayContaining(wanted));
    expect(text).toMatch(/^mongodb_up 1$/m);
    await service.stop();
  },
);

test('a service that comes up before MongoDB waits, alive and not ready, and then serves', async () => {
  const [opsPort, port] = [await freePort(), await freePort()];
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const starting = world.start({
    OPS_PORT: String(opsPort),
    ORDERS_MONGODB_URI: uri.replace('/?', '/orders?'),
    PAYMENTS_MONGODB_URI: uri.replace('/?', '/payments?'),
  });
  const ops = `http://127.0.0.1:${opsPort}`;
  const alive = await eventually(() => fetch(`${ops}/livez`));
  const ready = await fetch(`${ops}/readyz`);
  expect([alive.status, ready.status]).toEqual([200, 503]);
  expect(await ready.json()).toMatchObject({ status: 'unready', mongodb: 'down' });

  const dir = mkdtempSync(join(tmpdir(), 'order-management-late-'));
  const mongod = await startMongod({ dir, port });
  const service = await starting;
  expect((await fetch(`${ops}/readyz`)).status).toBe(200);
  const asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  expect((await asAda('POST', '/orders', { body: anOrder() })).status).toBe(201);
  await service.stop();
  await mongod.kill();
  rmSync(dir, { recursive: true, force: true });
});

test('a start waits for an index that takes longer to build than a request may take', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'order-management-index-'));
  const mongod = await startMongod({ dir, port: 0, testCommands: true });
  const admin = await mongo.MongoClient.connect(mongod.uri, { runtimeAdapters: { os } });
  const data = { failCommands: ['createIndexes'], blockConnection: true, blockTimeMS: 7_000 };
  await admin.db('admin').command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data });
  const service = await world.start({
    ORDERS_MONGODB_URI: mongod.uri.replace('/?', '/orders?'),
    PAYMENTS_MONGODB_URI: mongod.uri.replace('/?', '/payments?'),
  });
  const asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  expect((await asAda('POST', '/orders', { body: anOrder() })).status).toBe(201);
  await service.stop();
  await admin.close();
  await mongod.kill();
  rmSync(dir, { recursive: true, force: true });
});

test('mongod leaves no socket file in the way of another user', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'order-management-socket-'));
  const mongod = await startMongod({ dir, port: 0 });
  expect(existsSync(`/tmp/mongodb-${mongod.port}.sock`)).toBe(false);
  await mongod.kill();
  rmSync(dir, { recursive: true, force: true });
});
