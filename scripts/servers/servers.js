const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { findMongod, findRedis } = require('./binaries');
const { poll } = require('../processes/poll');

const host = '127.0.0.1';

/**
 * Returns the preferred port if it is free, else the next free one; 0 means any port. `accept` may refuse a free port.
 * @throws Error if 100 are in use
 */
const freePort = async (preferred = 0, { address = host, accept = () => true } = {}) => {
  for (let port = preferred; port < preferred + 100; port += 1) {
    const free = await listenOnce(port, address);
    if (free && accept(free)) return free;
  }
  throw new Error(`No free port from ${preferred} to ${preferred + 99} at ${address}`);
};

const listenOnce = (port, address = host) =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(port, address, () => {
      const { port: actual } = server.address();
      server.close(() => resolve(actual));
    });
  });

const attemptsMax = 5;

/** Calls `start` with a free port. If another process takes the port first, the next free one is tried. */
const onFreePort = async (preferred, start) => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      if (attempt === attemptsMax || !(await isInUse(port))) throw error;
    }
  }
};

const isInUse = async (port) => (await listenOnce(port)) === null;

/**
 * The shell that runs a server. It ends the server when the pipe on its standard input closes: only this process holds
 * the other end, so the server ends with it, even by SIGKILL. It writes the server's pid to descriptor 4.
 */
const guard = [
  'exec 3<&0',
  '"$@" </dev/null & pid=$!',
  'trap "kill -TERM $pid 2>/dev/null" TERM',
  '(cat <&3 >/dev/null; kill -TERM $pid 2>/dev/null) & echo $pid >&4',
  'exec 4>&-',
  'wait $pid',
  'wait $pid 2>/dev/null',
  'exit',
].join('\n');

/** Starts a server under the guard. Returns `{ pid, ended, stop, kill }` as soon as its pid is known. */
const startServer = async (binary, args, logFile) => {
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const log = fs.openSync(logFile, 'a');
  const stdio = ['pipe', log, log, 'ignore', 'pipe'];
  const child = spawn('/bin/sh', ['-c', guard, 'server', binary, ...args], { stdio, detached: true });
  fs.closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const pid = await new Promise((resolve, reject) => {
    child.stdio[4].once('data', (data) => resolve(Number(String(data))));
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${path.basename(binary)} did not start; see ${logFile}`)));
  });
  const end = async (signal) => {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended already.
    }
    await ended;
    child.stdin.destroy();
  };
  return { pid, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
};

/** Waits until a server is ready. @throws Error if it ends first or takes too long; then it is killed */
const waitUntilReady = async (server, title, attempt) => {
  const ended = server.ended.then(() => {
    throw new Error(`${title} ended while it started`);
  });
  try {
    await Promise.race([poll(`${title} was not ready`, attempt), ended]);
  } catch (error) {
    await server.kill();
    throw error;
  }
};

const assertStarted = (port, pid, actual) => {
  if (actual !== pid) throw new Error(`Another server listens on port ${port}`);
};

/** Starts a Redis that keeps its data in `dir`, with further settings. Returns `{ url, port, pid, ended, stop, kill }`. */
const startRedis = ({ dir, port, appendfsync = 'everysec', more = [] }) => {
  fs.mkdirSync(dir, { recursive: true });
  const durability = ['--save', '', '--appendonly', 'yes', '--appendfsync', appendfsync];
  const settings = ['--bind', host, '--dir', path.resolve(dir), '--maxmemory-policy', 'noeviction', '--hz', '100'];
  return onFreePort(port, async (free) => {
    const args = ['--port', String(free), ...settings, ...durability, ...more];
    const server = await startServer(findRedis(), args, path.join(dir, 'redis.log'));
    await waitUntilReady(server, 'Redis', () => assertRedisAnswers(free, server.pid));
    return { ...server, url: `redis://${host}:${free}`, port: free };
  });
};

/**
 * Starts a Sentinel that watches the primary on `primaryPort` under `name`, with its files in `dir`. Two Sentinels must agree on
 * a failover. Returns `{ url, port, pid, ended, stop, kill }`.
 */
const startSentinel = ({ dir, name, primaryPort, downAfterMs = 1_000 }) => {
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, 'sentinel.conf');
  return onFreePort(0, async (free) => {
    const lines = [
      `port ${free}`,
      `bind ${host}`,
      `dir ${path.resolve(dir)}`,
      `sentinel monitor ${name} ${host} ${primaryPort} 2`,
      `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
      `sentinel failover-timeout ${name} 5000`,
    ];
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    const server = await startServer(findRedis(), [file, '--sentinel'], path.join(dir, 'sentinel.log'));
    await waitUntilReady(server, 'Sentinel', () => assertRedisAnswers(free, server.pid));
    return { ...server, url: `redis://${host}:${free}`, port: free };
  });
};

const assertRedisAnswers = async (port, pid) => {
  const pong = await sendToRedis(port, 'PING');
  if (!pong.startsWith('+PONG')) throw new Error(pong);
  const info = await sendToRedis(port, 'INFO server');
  assertStarted(port, pid, Number(/process_id:(\d+)/.exec(info)?.[1]));
};

const sendToRedis = (port, command) =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, host, () => socket.write(`${command}\r\n`));
    socket.setTimeout(1_000, () => socket.destroy(new Error('Redis did not answer within 1 s')));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data));
    });
    socket.once('error', reject);
  });

/**
 * Starts a replica set of one mongod that keeps its data in `dir`. Returns `{ uri, port, pid, ended, stop, kill }`; the
 * URI names no database.
 */
const startMongod = ({ dir, port, testCommands = false }) => {
  fs.mkdirSync(dir, { recursive: true });
  const log = path.join(dir, 'mongod.log');
  // The transaction of a killed client blocks others until it expires; ours take milliseconds.
  const parameters = ['--setParameter', 'transactionLifetimeLimitSeconds=10'];
  if (testCommands) parameters.push('--setParameter', 'enableTestCommands=1');
  // A socket file in /tmp that another user left would keep mongod from starting.
  const place = ['--bind_ip', host, '--nounixsocket', '--dbpath', path.resolve(dir), '--logpath', log, '--logappend'];
  const settings = ['--replSet', 'rs0', '--wiredTigerCacheSizeGB', '0.25', ...place, ...parameters];
  return onFreePort(port, async (free) => {
    const args = ['--port', String(free), ...settings];
    const server = await startServer(findMongod(), args, path.join(dir, 'mongod.out'));
    const uri = `mongodb://${host}:${free}/?directConnection=true`;
    await waitUntilReady(server, 'MongoDB', () => becomePrimary(uri, free, server.pid));
    return { ...server, uri, port: free };
  });
};

const becomePrimary = async (uri, port, pid) => {
  const { MongoClient } = require('mongoose').mongo;
  const client = await MongoClient.connect(uri, { runtimeAdapters: { os }, serverSelectionTimeoutMS: 500 });
  const admin = client.db('admin');
  try {
    assertStarted(port, pid, Number((await admin.command({ serverStatus: 1 })).pid));
    await initiate(admin, { _id: 0, host: `${host}:${port}` });
    await poll('The replica set had no primary', async () => {
      const { isWritablePrimary } = await admin.command({ hello: 1 });
      if (!isWritablePrimary) throw new Error('mongod is no writable primary');
    });
  } finally {
    await client.close();
  }
};

/** Creates the replica set, or moves it to the port that mongod has this time. */
const initiate = async (admin, member) => {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === member.host) return;
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host: member.host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  } catch (error) {
    if (error.code !== notYetInitialized) throw error;
    await admin.command({ replSetInitiate: { _id: 'rs0', members: [member] } });
  }
};

/** The error code of MongoDB. */
const notYetInitialized = 94;

module.exports = { freePort, startMongod, startRedis, startSentinel };
