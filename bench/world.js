const { execFileSync, fork } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { MongoClient } = require('mongoose').mongo;
const { root } = require('../scripts/folders');
const { assertOk, poll } = require('../scripts/processes/poll');
const { processInfo } = require('../scripts/processes/process-info');
const { freePort, startMongod, startRedis } = require('../scripts/servers/servers');
const { startScript, stoppable } = require('../scripts/processes/start-script');
const { callsTo } = require('./child-calls');

const user = '11111111-1111-4111-8111-111111111111';

/** Starts everything that is measured as processes of its own. `stop` ends them all and may be called more than once. */
const startWorld = async ({ profile }) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'order-management-bench-'));
  const started = [];
  let stopping;
  const stop = () => {
    stopping ??= stopAll(started).then(() => fs.rmSync(dir, { recursive: true, force: true }));
    return stopping;
  };
  const register = (server) => {
    started.push(server);
    return server;
  };
  try {
    return { ...(await buildWorld({ dir, register, profile })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const stopAll = async (started) => {
  for (const { stop } of [...started].reverse()) await stop();
};

const buildWorld = async ({ dir, register, profile }) => {
  const mongod = register(disposable(await startMongod({ dir: path.join(dir, 'mongodb') })));
  const redis = await startRestartableRedis(path.join(dir, 'redis'));
  register({ stop: redis.kill });
  const client = await MongoClient.connect(mongod.uri, { runtimeAdapters: { os } });
  register({ stop: () => client.close() });
  const env = await createEnvironment({ dir, mongod, redis });
  const sandbox = register(startLogged('sandbox', 'dist/sandbox/main.js', { dir, env }));
  const service = register(startLogged('service', 'dist/main.js', { dir, env, flags: profileFlags(profile) }));
  const bare = register(startCallable('bare-limit.js'));
  const load = register(startCallable('load.js'));
  const http = `http://127.0.0.1:${env.PORT}`;
  await poll('The service was not ready', () => assertOk(`http://127.0.0.1:${env.OPS_PORT}/readyz`));
  await poll('The API did not answer', async () => void (await fetch(http)));
  const orders = client.db('orders').collection('orders');
  await load.call('open', { http, redis: redis.url, user, token: tokenFor(env) });
  const placed = await load.call('placeOne');
  const document = await orders.findOne({ _id: placed.id });
  const { port } = await bare.call('open', { uri: mongod.uri.replace('/?', '/bare?'), document });
  await load.call('openBare', { http: `http://127.0.0.1:${port}` });
  const pids = { service, mongod, redis: { pid: redis.pid }, sandbox, bare, load };
  return {
    orders,
    load,
    redis,
    countOrders: () => orders.estimatedDocumentCount(),
    residentBytes: () => processInfo(service.pid).residentBytes,
    cpuSeconds: () =>
      Object.fromEntries(Object.entries(pids).map(([name, { pid }]) => [name, processInfo(pid).cpuSeconds])),
    machineCpuSeconds,
    commands: () => commandsOf(client),
  };
};

/** Starts a Redis that can be killed and restarted with its data on the same port. */
const startRestartableRedis = async (dir) => {
  let server = await startRedis({ dir });
  const { url, port, pid } = server;
  return {
    url,
    pid,
    kill: () => server.kill(),
    restart: async () => {
      server = await startRedis({ dir, port });
    },
  };
};

/** Makes `stop` a kill: the data is not kept. */
const disposable = ({ kill, ...server }) => ({ ...server, stop: kill });

const createEnvironment = async ({ dir, mongod, redis }) => {
  const sandboxPort = await freePort();
  const sandbox = `http://127.0.0.1:${sandboxPort}`;
  const database = (name) => mongod.uri.replace('/?', `/${name}?`);
  return {
    PATH: process.env.PATH,
    ORDERS_MONGODB_URI: database('orders'),
    PAYMENTS_MONGODB_URI: database('payments'),
    REDIS_URL: redis.url,
    USERS_URL: sandbox,
    CATALOG_URL: sandbox,
    STRIPE_API_URL: sandbox,
    SANDBOX_PORT: String(sandboxPort),
    PORT: String(await freePort()),
    OPS_PORT: String(await freePort()),
    DATA_DIR: dir,
    DRAIN_LINGER_MS: '0',
  };
};

const profileFlags = (folder) => (folder ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(folder)}`] : []);

/** Starts a script that logs to a file, as under `npm start`. */
const startLogged = (name, script, { dir, env, flags }) => {
  const log = fs.openSync(path.join(dir, `${name}.log`), 'a');
  return startScript(script, { env, stdout: log, flags });
};

/** Starts a child process whose functions can be called. */
const startCallable = (file) => {
  const child = fork(path.join(__dirname, file), { serialization: 'advanced', detached: true });
  return { ...stoppable(child), call: callsTo(child) };
};

/** The CPU time that all processes of the machine have used. */
const machineCpuSeconds = () =>
  os.cpus().reduce((total, { times: { user, nice, sys, irq } }) => total + user + nice + sys + irq, 0) / 1_000;

const tokenFor = (env) => {
  const args = [path.join(root, 'dist', 'cli', 'oms.js'), 'token', '--sub', user, '--role', 'user'];
  return execFileSync(process.execPath, args, { env }).toString().trim();
};

/** Returns how often each command has run that reads or writes documents. */
const commandsOf = async (client) => {
  const { metrics } = await client.db('admin').command({ serverStatus: 1 });
  const counted = ['insert', 'update', 'find', 'findAndModify', 'getMore', 'aggregate'];
  return Object.fromEntries(counted.map((name) => [name, metrics.commands[name].total]));
};

module.exports = { startWorld };
