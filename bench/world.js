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

/**
 * Starts everything that is measured as processes of its own. `folder` is the built checkout whose service and sandbox are
 * measured. `stop` ends them all and may be called more than once.
 */
const startWorld = async ({ profile, folder = root }) => {
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
    return { ...(await buildWorld({ dir, register, profile, folder })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const stopAll = async (started) => {
  for (const { stop } of [...started].reverse()) await stop();
};

const buildWorld = async ({ dir, register, profile, folder }) => {
  const mongod = register(disposable(await startMongod({ dir: path.join(dir, 'mongodb') })));
  const redis = await startRestartableRedis(path.join(dir, 'redis'));
  register({ stop: redis.kill });
  const client = await MongoClient.connect(mongod.uri, { runtimeAdapters: { os } });
  register({ stop: () => client.close() });
  const env = await createEnvironment({ dir, mongod, redis });
  const scripts = readScripts(folder);
  const logged = { dir, env, folder };
  const sandbox = register(startLogged('sandbox', scripts.sandbox, logged));
  const service = register(startLogged('service', scripts.service, { ...logged, profile }));
  // The limits charge through a sandbox of their own: the service does not receive webhooks about their payments.
  const limitsEnv = { ...env, SANDBOX_PORT: String(await freePort()), SANDBOX_WEBHOOK_URL: '' };
  const limitsSandbox = register(startLogged('limits-sandbox', scripts.sandbox, { ...logged, env: limitsEnv }));
  const limits = register(startCallable('limits.js'));
  const load = register(startCallable('load.js'));
  const http = `http://127.0.0.1:${env.PORT}`;
  await poll('The service was not ready', () => assertOk(`http://127.0.0.1:${env.OPS_PORT}/readyz`));
  await poll('The API did not answer', async () => void (await fetch(http)));
  const orders = client.db('orders').collection('orders');
  await load.call('open', { http, redis: redis.url, user, token: readToken(scripts.token, { env, folder }) });
  const order = await orders.findOne({ _id: (await load.call('placeOne')).id });
  const payment = await client
    .db('payments')
    .collection('payments')
    .findOne({ _id: (await load.call('payOne')).id });
  const uri = mongod.uri.replace('/?', '/limits?');
  const { port } = await limits.call('open', {
    uri,
    gateway: `http://127.0.0.1:${limitsEnv.SANDBOX_PORT}`,
    order,
    payment,
  });
  await load.call('openLimits', { http: `http://127.0.0.1:${port}` });
  const pids = { service, mongod, redis: { pid: redis.pid }, sandbox, limits, limitsSandbox, load };
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
  const port = await freePort();
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
    PORT: String(port),
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/stripe`,
    OPS_PORT: String(await freePort()),
    DATA_DIR: dir,
    DRAIN_LINGER_MS: '0',
  };
};

const profileFlags = (folder) => (folder ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(folder)}`] : []);

/** Starts a script that logs to a file, as under `npm start`. */
const startLogged = (name, { script, flags }, { dir, profile, ...options }) =>
  startScript(script, {
    ...options,
    flags: [...flags, ...profileFlags(profile)],
    stdout: fs.openSync(path.join(dir, `${name}.log`), 'a'),
  });

/** Reads from package.json what the commands of a checkout run: `{ service, sandbox, token }`, each `{ flags, script, args }`. */
const readScripts = (folder) => {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const read = (name) => {
    const words = /exec node (.*)$/.exec(scripts[name])[1].split(' ');
    const at = words.findIndex((word) => !word.startsWith('-'));
    return { flags: words.slice(0, at), script: words[at], args: words.slice(at + 1) };
  };
  return { service: read('service'), sandbox: read('sandbox'), token: read('token') };
};

/** Starts a child process whose functions can be called. */
const startCallable = (file) => {
  const child = fork(path.join(__dirname, file), { serialization: 'advanced', detached: true });
  return { ...stoppable(child), call: callsTo(child) };
};

/** The CPU time that all processes of the machine have used. */
const machineCpuSeconds = () =>
  os.cpus().reduce((total, { times: { user, nice, sys, irq } }) => total + user + nice + sys + irq, 0) / 1_000;

const readToken = ({ script, args }, { env, folder }) => {
  const forUser = [path.join(folder, script), ...args, '--sub', user, '--role', 'user'];
  return execFileSync(process.execPath, forUser, { env, cwd: folder }).toString().trim();
};

/** Returns how often each command has run that reads or writes documents. */
const commandsOf = async (client) => {
  const { metrics } = await client.db('admin').command({ serverStatus: 1 });
  const counted = ['insert', 'update', 'find', 'findAndModify', 'getMore', 'aggregate'];
  return Object.fromEntries(counted.map((name) => [name, metrics.commands[name].total]));
};

module.exports = { startWorld };
