import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Shell, type Step, startShell, stepsOf, withoutChance } from '../../scripts/walk';
import { eventually } from '../support/eventually';
import { type Running, startProcess } from '../support/processes';

const dataDir = mkdtempSync(join(tmpdir(), 'order-management-readme-'));
const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
const steps = stepsOf(readme, 'Walk-through');
const { MONGOD_BINARY = '', REDIS_BINARY = '' } = process.env;
const anyPorts = { PORT: '0', OPS_PORT: '0', SANDBOX_PORT: '0' };

let started: Running;
let shell: Shell;

beforeAll(async () => {
  const env = { MONGOD_BINARY, REDIS_BINARY, DATA_DIR: dataDir, ...anyPorts };
  started = await startProcess('../scripts/start.js', env, (line) => line.includes('Ctrl-C') || undefined);
  shell = startShell({ DATA_DIR: dataDir });
}, 120_000);
afterAll(async () => {
  shell?.end();
  started?.signal('SIGTERM');
  await started?.ended;
  rmSync(dataDir, { recursive: true, force: true });
});

const printed: string[] = [];
const documented: string[] = [];

/** Types one step and compares what it prints with the page. What sends nothing is typed again until it does. */
const type = async ({ script, output }: Step): Promise<void> => {
  documented.push(output);
  const once = async () => {
    printed[documented.length - 1] = await shell.run(script.replaceAll('./.data/', `${dataDir}/`));
    expect(withoutChance(printed)).toEqual(withoutChance(documented));
  };
  await (script.includes(' -d ') ? once() : eventually(once));
};

test('the walk of the README prints what the README says (npm run walk)', async () => {
  expect(steps.length).toBeGreaterThan(10);
  for (const step of steps) await type(step);
}, 120_000);

test('Ctrl-C stops everything', async () => {
  const { http, ops, sandbox } = JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8'));
  started.signal('SIGINT');
  expect(await started.ended).toBe(0);
  for (const url of [http, ops, sandbox]) await expect(fetch(url)).rejects.toThrow('fetch failed');
});
