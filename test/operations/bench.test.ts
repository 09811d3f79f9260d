import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..');
const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'bench', 'bench.js'), ...args], { cwd: root });

describe('npm run bench', () => {
  test('measures each row beside its limit', async () => {
    const { stdout } = await bench('--seconds', '0.2', '--callers', '2', '--rate', '10');
    for (const row of ['bare limit', 'POST /orders', 'floor', 'create → pay → confirmed']) {
      expect(stdout).toMatch(new RegExp(`^ +2 +${row} +[1-9]`, 'm'));
    }
    expect(stdout).toMatch(/^ +event delivery +\d+ +\d+ +\d+$/m);
    expect(stdout).toMatch(/^ +10000 +first page +[1-9]/m);
  });

  test.each([['--seconds', '0'], ['--callers', '1,x'], ['--fast']])(
    'rejects %s %s and measures nothing',
    async (...args) => {
      const { code, stdout, stderr } = await bench(...args).catch((error) => error);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('usage: npm run bench');
    },
  );
});
