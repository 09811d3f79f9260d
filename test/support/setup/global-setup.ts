import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { ensureBuild } from '../../../scripts/provision';
import { findMongod, findRedis } from '../../../scripts/servers/binaries';

/** Test commands bring `failCommand`. The transaction of a killed client blocks others until it expires. */
const parameters = ['enableTestCommands=1', 'transactionLifetimeLimitSeconds=10'];

/** Starts one replica set for all test files, which use databases of their own, and builds the service. */
const setup = async (): Promise<void> => {
  ensureBuild();
  const binary = findMongod();
  process.env.MONGOD_BINARY = binary;
  process.env.REDIS_BINARY = findRedis();
  process.env.MONGOMS_SYSTEM_BINARY = binary;
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  const args = ['--wiredTigerCacheSizeGB', '0.25', ...parameters.flatMap((one) => ['--setParameter', one])];
  const mongodb = await MongoMemoryReplSet.create({
    replSet: { count: 1, name: 'rs0', storageEngine: 'wiredTiger', args },
    instanceOpts: [{ launchTimeout: 60_000 }],
  });
  process.env.TEST_MONGODB_URI = mongodb.getUri();
  Object.assign(globalThis, { testMongodb: mongodb });
};

export default setup;
