import { startProcess } from '../support/processes';

const { MONGOD_BINARY = '', REDIS_BINARY = '', PATH = '' } = process.env;

describe('npm run demo', () => {
  test('runs every customer to the end, and prints books that agree with the gateway', async () => {
    const env = { MONGOD_BINARY, REDIS_BINARY, PATH, PORT: '0', OPS_PORT: '0', SANDBOX_PORT: '0' };
    const demo = await startProcess('../scripts/demo.js', env, (line) => line.startsWith('What the four') || undefined);
    expect(await demo.ended).toBe(0);
    const last = demo.lines.slice(-3).map((line) => line.trim());
    expect(last).toEqual([
      expect.stringMatching(/^notification {2}1\d messages, such as “Your .+”$/),
      expect.stringMatching(/^analytics .*delivered 4.*; paid 499\.90 USD, refunded 199\.96 USD$/),
      expect.stringMatching(
        /^accounting {4}299\.94 USD at the gateway, in the journal and in the gateway's own ledger$/,
      ),
    ]);
  }, 240_000);
});
