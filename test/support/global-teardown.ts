import { rmSync } from 'node:fs';

interface Started {
  testMongod?: { kill: () => Promise<void> };
  testMongodDir?: string;
}

/** Ends what the setup began. A throw-away database needs no clean shutdown. */
const teardown = async (): Promise<void> => {
  const { testMongod, testMongodDir } = globalThis as Started;
  await testMongod?.kill();
  if (testMongodDir) rmSync(testMongodDir, { recursive: true, force: true });
};

export default teardown;
