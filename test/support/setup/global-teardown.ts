import type { MongoMemoryReplSet } from 'mongodb-memory-server-core';

/** Stops the replica set of the setup and removes its data. */
const teardown = async (): Promise<void> => {
  const { testMongodb } = globalThis as { testMongodb?: MongoMemoryReplSet };
  await testMongodb?.stop({ doCleanup: true, force: true });
};

export default teardown;
