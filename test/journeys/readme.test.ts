import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskVariableParts, readSteps, type Shell, type Step, startShell } from '../../scripts/walk';
import { eventually } from '../support/eventually';
import { type Running, startProcess } from '../support/processes';

const dataDir = mkdtempSync(join(tmpdir(), 'order-management-readme-'));
const steps = readSteps();
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

/** Runs one step and compares its output with the page. Repeats a step without a request body until they match. */
const runStep = async ({ script, output }: Step): Promise<void> => {
  documented.push(output);
  const once = async () => {
    printed[documented.length - 1] = await shell.run(script.replaceAll('./.data/', `${dataDir}/`));
    expect(maskVariableParts(printed)).toEqual(maskVariableParts(documented));
  };
  await (script.includes(' -d ') ? once() : eventually(once));
};

describe('npm start', () => {
  test('serves the steps of the README and docs/walk-through.md with the output that they show (npm run walk updates them)', async () => {
    expect(steps.length).toBeGreaterThan(15);
    for (const step of steps) await runStep(step);
  }, 120_000);

  test('stops every server on Ctrl-C', async () => {
    const { http, ops, sandbox } = JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8'));
    started.signal('SIGINT');
    expect(await started.ended).toBe(0);
    for (const url of [http, ops, sandbox]) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
