import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const folder = join(__dirname, '..', '..', 'contracts', 'order-management');

// The tools of the contracts install themselves, and each of the many defects is a lint of its own.
jest.setTimeout(600_000);

const run = (script: string) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { cwd: folder, encoding: 'utf8' });
  return { status, said: [...stdout.trim().split('\n'), ...stderr.trim().split('\n')] };
};

test('the contracts hold', () => {
  const { status, said } = run('lint');
  expect({ status, said }).toEqual({ status: 0, said: expect.arrayContaining(['All contracts hold.']) });
});

test('a defect in a contract is found by its rule, in its file', () => {
  const { status, said } = run('test');
  expect({ status, said }).toEqual({
    status: 0,
    said: expect.arrayContaining([expect.stringMatching(/^All \d\d defects are found\.$/)]),
  });
});
