const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { findMongod, findRedis } = require('./binaries');

const host = '127.0.0.1';

/** The preferred port when it is free, else the next free one; 0 takes any. */
const freePort = async (preferred = 0) => {
  for (let port = preferred; port < preferred + 100; port += 1) {
    const free = await listenOnce(port);
    if (free) return free;
  }
  throw new Error(`No port is free from ${preferred} on`);
};

const listenOnce = (port) =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });

/**
 * A child that does not outlive us: a small shell waits on a pipe that only we hold, and ends the server when it closes,
 * whatever became of us.
 */
const startServer = (binary, args, logFile) => {
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const log = fs.openSync(logFile, 'a');
  const guard =
    '"$@" </dev/null & pid=$!; trap "kill -TERM $pid 2>/dev/null" TERM; (cat <&3 >/dev/null; kill -TERM $pid 2>/dev/null) & echo $pid >&4; exec 4>&-; wait $pid; wait $pid 2>/dev/null; exit';
  const child = spawn('/bin/sh', ['-c', `exec 3<&0; ${guard}`, 'server', binary, ...args], {
    stdio: ['pipe', log, log, 'ignore', 'pipe'],
    detached: true,
  });
  fs.closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const pid = new Promise((resolve, reject) => {
    child.stdio[4].once('data', (data) => resolve(Number(String(data))));
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${path.basename(binary)} did not start; see ${logFile}`)));
  });
  return { child, ended, pid };
};

const running = async ({ child, ended, pid }, facts) => {
  const server = await pid;
  const end = async (signal) => {
    try {
      process.kill(server, signal);
    } catch {
      // It is gone already.
    }
    await ended;
    child.stdin.destroy();
  };
  return { ...facts, pid: server, ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
};

const poll = async (what, attempt, timeoutMs = 30_000) => {
  const deadline = Date.now() + timeoutMs;
  let last;
  while (Date.now() < deadline) {
    try {
      return await attempt();
    } catch (error) {
      last = error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error(`${what} did not come up`, { cause: last });
};

const triesMax = 5;

/** Somebody may take the port between our look and our server's: then the next free one is tried. */
const onFreePort = async (preferred, start) => {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      if (tries === triesMax || !(await isTaken(port))) throw error;
    }
  }
};

const isTaken = async (port) => (await listenOnce(port)) === null;

/** A Redis with its data in `dir`. Answers `{ url, port, pid, ended, stop, kill }`. */
const startRedis = ({ dir, port, appendfsync = 'everysec' }) => {
  fs.mkdirSync(dir, { recursive: true });
  const settings = [
    '--appendonly',
    'yes',
    '--appendfsync',
    appendfsync,
    '--maxmemory-policy',
    'noeviction',
    '--hz',
    '100',
  ];
  return onFreePort(port, async (chosen) => {
    const place = ['--bind', host, '--port', String(chosen), '--dir', path.resolve(dir), '--save', ''];
    const started = startServer(findRedis(), [...place, ...settings], path.join(dir, 'redis.log'));
    const server = await running(started, { url: `redis://${host}:${chosen}`, port: chosen });
    await until(
      server,
      poll('Redis', () => assertServes(server)),
    );
    return server;
  });
};

/** It answers commands, and it is the one that we started. */
const assertServes = async ({ port, pid }) => {
  const pong = await ask(port, 'PING');
  if (!pong.startsWith('+PONG')) throw new Error(pong);
  const about = await ask(port, 'INFO server');
  if (!about.includes(`process_id:${pid}\r\n`)) throw new Error(`Another server listens on ${port}`);
};

const ask = (port, command) =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, host, () => socket.write(`${command}\r\n`));
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data));
    });
    socket.once('error', reject);
  });

const until = (server, ready) =>
  Promise.race([
    ready,
    server.ended.then(() => {
      throw new Error(`The server ended while it started`);
    }),
  ]);

/** A one-node replica set with its data in `dir`. Answers `{ uri, port, pid, ended, stop, kill }`; the URI names no database. */
const startMongod = ({ dir, port, testCommands = false }) => {
  fs.mkdirSync(dir, { recursive: true });
  const log = path.join(dir, 'mongod.log');
  // A transaction of a client that was killed holds up others until its life is over; ours take milliseconds.
  const lifetime = ['--setParameter', 'transactionLifetimeLimitSeconds=10'];
  const settings = ['--wiredTigerCacheSizeGB', '0.25', '--logpath', log, '--logappend', ...lifetime];
  const extra = testCommands ? ['--setParameter', 'enableTestCommands=1'] : [];
  return onFreePort(port, async (chosen) => {
    const args = ['--replSet', 'rs0', '--bind_ip', host, '--port', String(chosen), '--dbpath', path.resolve(dir)];
    const started = startServer(findMongod(), [...args, ...settings, ...extra], path.join(dir, 'mongod.out'));
    const uri = `mongodb://${host}:${chosen}/?directConnection=true`;
    const server = await running(started, { uri, port: chosen });
    await until(server, becomePrimary(server));
    return server;
  });
};

const becomePrimary = async ({ uri, port, pid }) => {
  const { MongoClient } = require('mongoose').mongo;
  const client = await poll('MongoDB', () =>
    MongoClient.connect(uri, { runtimeAdapters: { os }, serverSelectionTimeoutMS: 500 }),
  );
  const admin = client.db('admin');
  try {
    const { pid: answering } = await admin.command({ serverStatus: 1 });
    if (Number(answering) !== pid) throw new Error(`Another server listens on ${port}`);
    const member = { _id: 0, host: `${host}:${port}` };
    await initiate(admin, member);
    await poll('The replica set', async () => {
      const { isWritablePrimary } = await admin.command({ hello: 1 });
      if (!isWritablePrimary) throw new Error('it has no primary');
    });
  } finally {
    await client.close();
  }
};

const initiate = async (admin, member) => {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0].host === member.host) return;
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host: member.host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  } catch (error) {
    if (error.code !== 94) throw error;
    await admin.command({ replSetInitiate: { _id: 'rs0', members: [member] } });
  }
};

module.exports = { freePort, poll, startMongod, startRedis };
