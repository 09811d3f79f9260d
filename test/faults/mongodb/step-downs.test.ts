import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { type MongoServer, startMongod } from '../../../scripts/servers/servers';
import { type Answer, ada, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../../support/client';
import { eventually } from '../../support/eventually';
import { assertInvariants } from '../../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../../support/world';

const folder = mkdtempSync(join(tmpdir(), 'order-management-step-down-'));
let mongod: MongoServer;
let world: World;
let service: ServiceProcess;
let asAda: Client;
let admin: mongo.MongoClient;

beforeAll(async () => {
  mongod = await startMongod({ dir: folder, port: 0 });
  world = await startWorld({ mongodbUri: mongod.uri });
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
  admin = await mongo.MongoClient.connect(mongod.uri, { runtimeAdapters: { os } });
});
afterAll(async () => {
  await admin.close();
  await world.end();
  await mongod.kill();
  rmSync(folder, { recursive: true, force: true });
});

const stepDowns = 6;
const callers = 12;

/** Takes the primary away for a second and waits until there is one again. */
const stepDown = async (): Promise<void> => {
  // The server may close the connection before it answers.
  await admin
    .db('admin')
    .command({ replSetStepDown: 1, force: true })
    .catch(() => {});
  await eventually(async () => expect((await admin.db('admin').command({ hello: 1 })).isWritablePrimary).toBe(true));
};

/** Repeats a request under its key for as long as the answer is that the database is away. */
const untilAnswered = async (send: () => Promise<Answer>, refused: string[]): Promise<Answer> => {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    refused.push(answer.body.code);
    await pause(50);
  }
};

const descriptors = (): number => readdirSync(`/proc/${service.pid}/fd`).length;
const connections = async (): Promise<number> =>
  (await admin.db('admin').command({ serverStatus: 1 })).connections.current;

(process.platform === 'linux' ? test : test.skip)(
  'keeps every order that it acknowledged while the primary steps down again and again, and leaks nothing',
  async () => {
    await asAda('POST', '/orders', { body: anOrder() });
    const [descriptorsBefore, connectionsBefore] = [descriptors(), await connections()];
    const acknowledged: string[] = [];
    const refused: string[] = [];
    let isOver = false;
    const shopping = Array.from({ length: callers }, async () => {
      while (!isOver) {
        const [order, payment] = [withKey(), withKey()];
        const placed = await untilAnswered(() => asAda('POST', '/orders', { body: anOrder(), ...order }), refused);
        expect(placed.status).toBe(201);
        acknowledged.push(placed.body.id);
        const body = aPayment(placed.body.id);
        const paid = await untilAnswered(() => asAda('POST', '/payments', { body, ...payment }), refused);
        expect([200, 202]).toContain(paid.status);
      }
    });
    for (let n = 0; n < stepDowns; n += 1) {
      const before = acknowledged.length;
      await stepDown();
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + callers));
    }
    isOver = true;
    await Promise.all(shopping);

    expect(new Set(refused)).toEqual(new Set(['database-unavailable']));
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    await eventually(async () => {
      expect(await world.orders.countDocuments({ _id: { $in: acknowledged } })).toBe(acknowledged.length);
      expect(await world.orders.countDocuments({ _id: { $in: acknowledged }, status: { $ne: 'confirmed' } })).toBe(0);
    }, 60_000);
    await assertInvariants(world);
    await eventually(async () => {
      expect(descriptors()).toBeLessThan(descriptorsBefore + 3 * callers);
      expect(await connections()).toBeLessThan(connectionsBefore + 3 * callers);
    });
  },
  240_000,
);
