import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const folder = join(__dirname, '..', '..', 'contracts', 'order-management');

// The first run installs the tools, and the mutation test lints the contracts once per defect.
jest.setTimeout(600_000);

const run = (script: string) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], { cwd: folder, encoding: 'utf8' });
  return { status, lines: [...stdout.trim().split('\n'), ...stderr.trim().split('\n')] };
};

test('finds nothing in the contracts', () => {
  const { status, lines } = run('lint');
  expect({ status, lines }).toEqual({ status: 0, lines: expect.arrayContaining(['No findings in the contracts.']) });
});

test('finds each planted defect by its rule and in its file', () => {
  const { status, lines } = run('test');
  expect({ status, lines }).toEqual({
    status: 0,
    lines: expect.arrayContaining([expect.stringMatching(/^All \d\d defects were found\.$/)]),
  });
});
