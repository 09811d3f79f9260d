import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsumer } from '../../src/streams/consume/consumer';
import { logger } from '../streams/streams-support';
import { startCluster } from '../support/redis/cluster';
import { type EmulatedRedis, startEmulatedRedis } from '../support/redis/emulated-redis';
import { startWorld, type World } from '../support/world';

let world: World;
const folder = mkdtempSync(join(tmpdir(), 'order-management-unsuitable-'));

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('an old Redis', () => {
  const refusal = /REDIS_URL leads to Redis 6\.2\.14; Redis 7\.0 or later, or Valkey, is required/;
  let old: EmulatedRedis;
  beforeAll(async () => {
    old = await startEmulatedRedis('6.2.14');
  });
  afterAll(() => old.close());

  test('a process exits with 78, names the version that is needed, and has written nothing', async () => {
    const starting = world.start({ REDIS_URL: old.url });
    await expect(starting).rejects.toThrow('It ended with 78');
    await expect(starting).rejects.toThrow(refusal);
    expect(old.commands).toContain('info');
    expect(old.commands.filter((name) => !['hello', 'client', 'info'].includes(name))).toEqual([]);
    expect(await world.databases[0]?.collections()).toEqual([]);
  });

  test('a consumer refuses to start', async () => {
    const consumer = createConsumer({
      redisUrl: old.url,
      stream: 'order-events',
      group: 'analytics',
      logger,
      handler: async () => {},
    });
    await expect(consumer.start()).rejects.toThrow(refusal);
    await consumer.stop();
  });
});

test('a node of a cluster that the settings do not call one: the process exits with 78 and names the setting', async () => {
  const node = await startCluster({ dir: folder, masters: 1 });
  const starting = world.start({ REDIS_URL: node.urls[0] ?? '' });
  await expect(starting).rejects.toThrow('It ended with 78');
  await expect(starting).rejects.toThrow('REDIS_MODE must be cluster');
  await node.kill();
});
