import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MongoServer, startMongod } from '../../scripts/servers/servers';
import { ada, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { scarce, stockOf } from '../support/stock';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;
let mongod: MongoServer;
const folder = mkdtempSync(join(tmpdir(), 'order-management-stock-'));

beforeAll(async () => {
  mongod = await startMongod({ dir: folder, testCommands: true });
  world = await startWorld({ mongodbUri: mongod.uri });
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  await stockOf(world).receive(scarce, 1_000);
});
afterAll(async () => {
  await world.end();
  await mongod.kill();
  rmSync(folder, { recursive: true, force: true });
});

const admin = (command: object) => world.databases[0]?.client.db('admin').command(command);
const held = async () => (await stockOf(world).level(scarce)).held;
const place = (quantity: number, options = {}) => {
  const items = [{ productId: scarce, quantity }];
  return asAda('POST', '/orders', { body: { userId: ada, currency: 'USD', items }, ...options });
};

describe('an order that cannot be stored', () => {
  test('holds its goods once, however often its request is repeated with its key', async () => {
    const data = { failCommands: ['insert'], namespace: `${world.orders.dbName}.orders`, errorCode: 10107 };
    await admin({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data });
    const key = withKey();
    const refused: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) refused.push((await place(10, key)).status);
    await admin({ configureFailPoint: 'failCommand', mode: 'off' });
    expect(refused).toEqual(refused.map(() => 503));
    expect(await held()).toBe(10);
    await eventually(async () => expect((await place(10, key)).status).toBe(201), 30_000);
    expect(await held()).toBe(10);
    await assertInvariants(world);
  });

  test('releases its goods when a step-down ends, without a key', async () => {
    await admin({ replSetStepDown: 8, secondaryCatchUpPeriodSecs: 0, force: true });
    const statuses: number[] = [];
    for (let turn = 0; turn < 25; turn += 1) statuses.push((await place(10)).status);
    expect(statuses).toEqual(statuses.map(() => 503));
    await eventually(async () => expect((await place(1)).status).toBe(201), 40_000);
    await eventually(async () => expect(await held()).toBe(11), 40_000);
    expect(await world.orders.countDocuments()).toBe(2);
    await assertInvariants(world);
  });
});
