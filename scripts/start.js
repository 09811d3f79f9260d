const { execFileSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./folders');
const { assertOk, poll } = require('./processes/poll');
const { processInfo } = require('./processes/process-info');
const { ensureBuild, ensureDependencies } = require('./provision');
const { printError } = require('./processes/run-main');
const { reservePort } = require('./servers/reserve-port');
const { startMongod, startRedis } = require('./servers/servers');
const { startScript } = require('./processes/start-script');

const dataDir = path.resolve(process.env.DATA_DIR || path.join(root, '.data'));
const logsDir = path.join(dataDir, 'logs');
const lockFile = path.join(dataDir, 'start.pid');
const endpointsFile = path.join(dataDir, 'endpoints.json');
const exampleUser = '11111111-1111-4111-8111-111111111111';

/** What has been started, in order; it stops in reverse. */
const started = [];
let stopping;

const stopAll = (exitCode) => {
  stopping ??= (async () => {
    if (started.length > 0) console.log('\nStopping …');
    for (const { stop } of started.reverse()) await stop();
    process.exit(exitCode);
  })();
  return stopping;
};

const register = (name, server) => {
  started.push(server);
  server.ended.then(() => {
    if (stopping) return;
    console.error(`${name} ended unexpectedly; see its log in ${logsDir} or beside its data`);
    void stopAll(1);
  });
  return server;
};

const startLogged = (name, script, env, flags = []) => {
  fs.mkdirSync(logsDir, { recursive: true });
  const log = fs.openSync(path.join(logsDir, `${name}.log`), 'a');
  return register(name, startScript(script, { env, stdout: log, flags }));
};

/** Reserves the data folder for this process. @throws Error if another `npm start` uses it */
const lockDataDir = () => {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const pid = fs.existsSync(lockFile) ? Number(fs.readFileSync(lockFile, 'utf8')) : 0;
  if (pid && isRunning(pid)) throw new Error(`Already running (pid ${pid}); see ${endpointsFile} and ${lockFile}`);
  fs.writeFileSync(lockFile, String(process.pid));
  const ended = new Promise(() => {});
  started.push({ ended, stop: async () => fs.rmSync(lockFile, { force: true }) });
};

/** A pid may have been reused by another program. */
const isRunning = (pid) => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return processInfo(pid)?.commandLine.includes('start.js') ?? true;
};

/** Starts MongoDB and Redis unless the environment names others. Returns their settings. */
const startStores = async () => {
  const { ORDERS_MONGODB_URI, PAYMENTS_MONGODB_URI, REDIS_URL } = process.env;
  const needsMongo = !ORDERS_MONGODB_URI || !PAYMENTS_MONGODB_URI;
  const start = async (name, startServer, port) =>
    register(name, await startServer({ dir: path.join(dataDir, name.toLowerCase()), port }));
  const [mongod, redis] = await Promise.all([
    needsMongo && start('MongoDB', startMongod, 27017),
    !REDIS_URL && start('Redis', startRedis, 6379),
  ]);
  const uriOf = (database) => needsMongo && mongod.uri.replace('/?', `/${database}?`);
  return {
    ORDERS_MONGODB_URI: ORDERS_MONGODB_URI || uriOf('orders'),
    PAYMENTS_MONGODB_URI: PAYMENTS_MONGODB_URI || uriOf('payments'),
    REDIS_URL: REDIS_URL || redis.url,
  };
};

/** Chooses a port for each listener: the one in the environment or the default, or the next free one. */
const choosePorts = async () => {
  const { HOST, OPS_HOST, SANDBOX_HOST } = trimmed(process.env);
  const { PORT, OPS_PORT, SANDBOX_PORT } = process.env;
  const port = await reservePort(Number(PORT || 3000), HOST);
  const opsPort = await reservePort(OPS_PORT ? Number(OPS_PORT) : Math.max(3001, port + 1), OPS_HOST);
  const sandboxPort = await reservePort(Number(SANDBOX_PORT || 4000), SANDBOX_HOST);
  const [http, ops] = [toUrl(HOST, port), toUrl(OPS_HOST, opsPort)];
  return { port, opsPort, sandboxPort, http, ops, sandbox: toUrl(SANDBOX_HOST, sandboxPort) };
};

/** Returns the environment without blanks around the values; an empty variable counts as unset. */
const trimmed = (env) =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.trim() || undefined]));

/** Addresses to listen at, and the one to ask for each that stands for all. */
const loopbacks = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Returns the URL at which a listener is reached. */
const toUrl = (host = '127.0.0.1', port) => {
  const address = loopbacks[host] ?? host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
};

/** Starts the sandbox. It serves users, catalog and gateway unless the environment names others. Returns their settings. */
const startSandbox = async ({ sandboxPort, sandbox, http }) => {
  const { USERS_URL, CATALOG_URL, STRIPE_API_URL, STRIPE_SECRET_KEY, SANDBOX_WEBHOOK_URL } = process.env;
  const secret = process.env.STRIPE_WEBHOOK_SECRET || `whsec_${randomBytes(24).toString('base64url')}`;
  startLogged('sandbox', 'dist/sandbox/main.js', {
    ...process.env,
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_WEBHOOK_URL: SANDBOX_WEBHOOK_URL || `${http}/webhooks/stripe`,
    SANDBOX_DATA_DIR: path.join(dataDir, 'sandbox'),
    STRIPE_WEBHOOK_SECRET: secret,
  });
  await poll('The sandbox was not ready', () => assertOk(`${sandbox}/livez`));
  const usesStripe = STRIPE_SECRET_KEY && !STRIPE_SECRET_KEY.includes('sandbox');
  return {
    USERS_URL: USERS_URL || sandbox,
    CATALOG_URL: CATALOG_URL || sandbox,
    STRIPE_API_URL: STRIPE_API_URL || (usesStripe ? '' : sandbox),
    STRIPE_WEBHOOK_SECRET: secret,
    // With the sandbox as its gateway this is no production, whatever the shell says.
    ...(!STRIPE_API_URL && !usesStripe && { NODE_ENV: 'development' }),
  };
};

/** A larger young generation costs memory and saves time (docs/performance.md). */
const serviceFlags = ['--max-semi-space-size=32'];

/** The settings of the only process are those of the deployment, also when they have changed since the last start. */
const acceptSettings = (env) => {
  const args = [path.join(root, 'dist', 'cli', 'oms.js'), 'config', 'accept'];
  execFileSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
};

const startService = async (env, { http, ops }) => {
  startLogged('service', 'dist/main.js', env, serviceFlags);
  await poll('The service was not ready', () => assertOk(`${ops}/readyz`));
  await poll('The API did not answer', async () => void (await fetch(`${http}/orders`)));
};

/** Writes `endpoints.json`, which other programs read. */
const writeEndpoints = (stores, { http, ops, sandbox }) => {
  const keys = JSON.parse(fs.readFileSync(path.join(dataDir, 'keys', 'local-keys.json'), 'utf8'));
  const endpoints = {
    http,
    ops,
    sandbox,
    ordersMongodb: stores.ORDERS_MONGODB_URI,
    paymentsMongodb: stores.PAYMENTS_MONGODB_URI,
    redis: stores.REDIS_URL,
    opsUser: process.env.OPS_USER || keys.ops.user,
    opsPassword: process.env.OPS_PASSWORD || keys.ops.password,
  };
  fs.writeFileSync(endpointsFile, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  return endpoints;
};

const userToken = (env) => {
  const args = [path.join(root, 'dist', 'cli', 'oms.js'), 'token', '--sub', exampleUser, '--role', 'user'];
  return execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim();
};

const relative = (file) => path.relative(process.cwd(), file) || file;

const greeting = ({ http, ops, sandbox, ordersMongodb, redis, opsUser }, token) => `
Order management is running.

  API        ${http}
  Operators  ${ops}/admin/queues   (user ${opsUser}; the password is in ${relative(endpointsFile)})
  Sandbox    ${sandbox}/ledger
  MongoDB    ${ordersMongodb}
  Redis      ${redis}

Place an order and pay for it in another terminal:

  TOKEN=${token}
  curl -s ${http}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"userId":"${exampleUser}","items":[{"productId":"prod-123","quantity":2,"price":49.99}],"currency":"USD"}'
  curl -s ${http}/payments -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"orderId":"<order id>","amount":99.98,"paymentMethod":"credit_card","cardToken":"tok_xxxx"}'
  curl -s ${http}/orders/<order id> -H "Authorization: Bearer $TOKEN"
  npm run -s events -- read order-events

Ctrl-C stops everything; the data stays in ${relative(dataDir)}.`;

/** Settings of a local installation that the environment may override. */
const localDefaults = { CORS_ORIGINS: 'http://localhost:*,http://127.0.0.1:*', DRAIN_LINGER_MS: '1000' };

const main = async () => {
  ensureDependencies();
  ensureBuild();
  lockDataDir();
  const stores = await startStores();
  const ports = await choosePorts();
  const upstreams = await startSandbox(ports);
  const listeners = { PORT: String(ports.port), OPS_PORT: String(ports.opsPort) };
  const env = { ...localDefaults, ...process.env, ...stores, ...upstreams, ...listeners, DATA_DIR: dataDir };
  if (!process.env.ORDERS_MONGODB_URI) acceptSettings(env);
  await startService(env, ports);
  console.log(greeting(writeEndpoints(stores, ports), userToken(env)));
};

const fail = (error) => {
  printError(error);
  return stopAll(1);
};

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stopAll(0));
process.on('uncaughtException', (error) => void fail(error));
void main().catch(fail);
