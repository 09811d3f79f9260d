const { execFileSync, fork, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { MongoClient } = require('mongoose').mongo;
const { root } = require('../scripts/binaries');
const { freePort, poll, startMongod, startRedis } = require('../scripts/servers');
const { asking } = require('./ask');
const { cpuSecondsOf, machineCpuSeconds, residentBytesOf } = require('./processes');

const user = '11111111-1111-4111-8111-111111111111';

/** Everything that is measured, as processes of our own that nobody else uses. `stop` ends them all, whenever it is called. */
const startWorld = async ({ profile }) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'order-management-bench-'));
  const started = [];
  let stopping;
  const stop = () => {
    stopping ??= stopAll(started).then(() => fs.rmSync(dir, { recursive: true, force: true }));
    return stopping;
  };
  const keep = (one) => {
    started.push(one);
    return one;
  };
  try {
    return { ...(await buildWorld({ dir, keep, profile })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const stopAll = async (started) => {
  for (const { stop } of [...started].reverse()) await stop();
};

const buildWorld = async ({ dir, keep, profile }) => {
  const mongod = keep(throwAway(await startMongod({ dir: path.join(dir, 'mongodb') })));
  const redis = await startAgain(path.join(dir, 'redis'));
  keep({ stop: redis.kill });
  const client = await MongoClient.connect(mongod.uri, { runtimeAdapters: { os } });
  keep({ stop: () => client.close() });
  const env = await environment({ dir, mongod, redis });
  const sandbox = keep(startNode('sandbox', { dir, env }));
  const service = keep(startNode('main', { dir, env, flags: profileFlags(profile) }));
  const bare = keep(startAsked('bare-limit.js'));
  const load = keep(startAsked('load.js'));
  const http = `http://127.0.0.1:${env.PORT}`;
  await poll('The service', () => answers(`http://127.0.0.1:${env.OPS_PORT}/readyz`));
  await poll('The API', async () => void (await fetch(http)));
  const orders = client.db('orders').collection('orders');
  await load.ask('open', { http, redis: redis.url, user, token: tokenFor(env) });
  const placed = await load.ask('placeOne');
  const document = await orders.findOne({ _id: placed.id });
  const { port } = await bare.ask('open', { uri: mongod.uri.replace('/?', '/bare?'), document });
  await load.ask('openBare', { http: `http://127.0.0.1:${port}` });
  const pids = { service, mongod, redis: { pid: redis.pid }, sandbox, bare, load };
  return {
    orders,
    load,
    redis,
    countOrders: () => orders.estimatedDocumentCount(),
    residentBytes: () => residentBytesOf(service.pid),
    cpuSeconds: () => Object.fromEntries(Object.entries(pids).map(([name, { pid }]) => [name, cpuSecondsOf(pid)])),
    machineCpuSeconds,
    commands: () => commandsOf(client),
  };
};

/** A Redis that can be killed and come back with its data, under the same address. */
const startAgain = async (dir) => {
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

/** Nothing of it is kept, so that its end need not be clean. */
const throwAway = ({ kill, ...server }) => ({ ...server, stop: kill });

const environment = async ({ dir, mongod, redis }) => {
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
  };
};

const profileFlags = (folder) => (folder ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(folder)}`] : []);

/** A script of ours; it ends when we do, whatever became of us. It logs to a file, as `npm start` lets it. */
const startNode = (name, { dir, env, flags = [] }) => {
  const script = path.join(root, 'dist', name === 'sandbox' ? 'sandbox/main.js' : `${name}.js`);
  const log = fs.openSync(path.join(dir, `${name}.log`), 'a');
  const args = [...flags, path.join(root, 'scripts', 'child.js'), script];
  return stoppable(spawn(process.execPath, args, { env, cwd: root, detached: true, stdio: ['pipe', log, log] }));
};

/** A process that we talk to. */
const startAsked = (file) => {
  const child = fork(path.join(__dirname, file), { serialization: 'advanced', detached: true });
  return { ...stoppable(child), ask: asking(child) };
};

const stoppable = (child) => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid, stop };
};

const answers = async (url) => {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (status !== 200) throw new Error(`${url} answers ${status}`);
};

const tokenFor = (env) => {
  const args = [path.join(root, 'dist', 'cli', 'token.js'), '--sub', user, '--role', 'user'];
  return execFileSync(process.execPath, args, { env }).toString().trim();
};

/** How often each command ran that reads or writes documents. */
const commandsOf = async (client) => {
  const { metrics } = await client.db('admin').command({ serverStatus: 1 });
  const counted = ['insert', 'update', 'find', 'findAndModify', 'getMore', 'aggregate'];
  return Object.fromEntries(counted.map((name) => [name, metrics.commands[name].total]));
};

module.exports = { startWorld };
