import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMongod, findRedis } from '../../scripts/binaries';
import { ensureBuild } from '../../scripts/provision';
import { startMongod } from '../../scripts/servers';

/** One MongoDB for all test files, each with databases of its own; a built service for those who start it as a process. */
const setup = async (): Promise<void> => {
  ensureBuild();
  process.env.MONGOD_BINARY = findMongod();
  process.env.REDIS_BINARY = findRedis();
  const dir = mkdtempSync(join(tmpdir(), 'order-management-mongodb-'));
  const mongod = await startMongod({ dir, port: 0, testCommands: true });
  process.env.TEST_MONGODB_URI = mongod.uri;
  Object.assign(globalThis, { testMongod: mongod, testMongodDir: dir });
};

export default setup;
