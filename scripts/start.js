const { execFileSync, spawn } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { root } = require('./binaries');
const { ensureBuild, ensureDependencies } = require('./provision');
const { freePort, poll, startMongod, startRedis } = require('./servers');

const dataDir = path.resolve(process.env.DATA_DIR || path.join(root, '.data'));
const lockFile = path.join(dataDir, 'start.pid');
const endpointsFile = path.join(dataDir, 'endpoints.json');
const exampleUser = '11111111-1111-4111-8111-111111111111';

/** What has been started, in order; it is stopped backwards. */
const started = [];
let stopping;

const stop = (code) => {
  stopping ??= (async () => {
    console.log('\nStopping …');
    for (const { stop: end } of [...started].reverse()) await end();
    fs.rmSync(lockFile, { force: true });
    process.exit(code);
  })();
  return stopping;
};

const keep = (name, server) => {
  started.push(server);
  server.ended.then(() => {
    if (stopping) return;
    console.error(`${name} ended unexpectedly; its log is in ${path.join(dataDir, 'logs')} or beside its data`);
    void stop(1);
  });
  return server;
};

const startNode = (name, script, env) => {
  const logs = path.join(dataDir, 'logs');
  fs.mkdirSync(logs, { recursive: true });
  const log = fs.openSync(path.join(logs, `${name}.log`), 'a');
  const child = spawn(process.execPath, [path.join(__dirname, 'child.js'), path.join(root, 'dist', script)], {
    env,
    cwd: root,
    stdio: ['pipe', log, log],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const end = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return keep(name, { ended, stop: end });
};

const answers = (url) => async () => {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (status !== 200) throw new Error(`${url} answers ${status}`);
};

const claimFolder = () => {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const pid = Number(fs.existsSync(lockFile) && fs.readFileSync(lockFile, 'utf8'));
  if (pid && isAlive(pid)) throw new Error(`It runs already here (process ${pid}); see ${endpointsFile}`);
  fs.writeFileSync(lockFile, String(process.pid));
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.js');
  } catch {
    return false;
  }
};

/** MongoDB and Redis, unless the environment names others. */
const startStores = async () => {
  const { ORDERS_MONGODB_URI, PAYMENTS_MONGODB_URI, REDIS_URL } = process.env;
  const needsMongo = !ORDERS_MONGODB_URI || !PAYMENTS_MONGODB_URI;
  const [mongod, redis] = await Promise.all([
    needsMongo && startMongod({ dir: path.join(dataDir, 'mongodb'), port: 27017 }).then((one) => keep('MongoDB', one)),
    !REDIS_URL && startRedis({ dir: path.join(dataDir, 'redis'), port: 6379 }).then((one) => keep('Redis', one)),
  ]);
  const database = (name) => mongod?.uri.replace('/?', `/${name}?`);
  return {
    ORDERS_MONGODB_URI: ORDERS_MONGODB_URI || database('orders'),
    PAYMENTS_MONGODB_URI: PAYMENTS_MONGODB_URI || database('payments'),
    REDIS_URL: REDIS_URL || redis.url,
  };
};

/** The sandbox, unless users, catalog and gateway all are somewhere else. */
const startSandbox = async (port, webhookUrl, secret) => {
  const { USERS_URL, CATALOG_URL, STRIPE_API_URL, STRIPE_SECRET_KEY } = process.env;
  const url = `http://127.0.0.1:${port}`;
  startNode('sandbox', 'sandbox/main.js', {
    ...process.env,
    SANDBOX_PORT: String(port),
    SANDBOX_WEBHOOK_URL: process.env.SANDBOX_WEBHOOK_URL || webhookUrl,
    SANDBOX_DATA_DIR: path.join(dataDir, 'sandbox'),
    STRIPE_WEBHOOK_SECRET: secret,
  });
  await poll('The sandbox', answers(`${url}/livez`));
  return {
    USERS_URL: USERS_URL || url,
    CATALOG_URL: CATALOG_URL || url,
    STRIPE_API_URL: STRIPE_API_URL || (STRIPE_SECRET_KEY && !STRIPE_SECRET_KEY.includes('sandbox') ? '' : url),
    STRIPE_WEBHOOK_SECRET: secret,
  };
};

const main = async () => {
  ensureDependencies();
  ensureBuild();
  claimFolder();
  const stores = await startStores();
  const port = await freePort(Number(process.env.PORT || 3000));
  const opsPort = await freePort(Math.max(Number(process.env.OPS_PORT || 3001), process.env.OPS_PORT ? 0 : port + 1));
  const sandboxPort = await freePort(Number(process.env.SANDBOX_PORT || 4000));
  const http = `http://127.0.0.1:${port}`;
  const ops = `http://127.0.0.1:${opsPort}`;
  const secret = process.env.STRIPE_WEBHOOK_SECRET || `whsec_${randomBytes(24).toString('base64url')}`;
  const others = await startSandbox(sandboxPort, `${http}/webhooks/stripe`, secret);
  const env = {
    ...process.env,
    ...stores,
    ...others,
    PORT: String(port),
    OPS_PORT: String(opsPort),
    DATA_DIR: dataDir,
  };
  startNode('service', 'main.js', env);
  await poll('The service', answers(`${ops}/readyz`));
  await poll('The API', async () => void (await fetch(`${http}/orders`)));

  const { ops: login } = JSON.parse(fs.readFileSync(path.join(dataDir, 'keys', 'local-keys.json'), 'utf8'));
  const endpoints = {
    http,
    ops,
    sandbox: `http://127.0.0.1:${sandboxPort}`,
    ordersMongodb: stores.ORDERS_MONGODB_URI,
    paymentsMongodb: stores.PAYMENTS_MONGODB_URI,
    redis: stores.REDIS_URL,
    opsUser: process.env.OPS_USER || login.user,
    opsPassword: process.env.OPS_PASSWORD || login.password,
  };
  fs.writeFileSync(endpointsFile, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  const tokenArgs = [path.join(root, 'dist', 'cli', 'token.js'), '--sub', exampleUser, '--role', 'user'];
  console.log(greeting(endpoints, execFileSync(process.execPath, tokenArgs, { env }).toString().trim()));
};

const greeting = ({ http, ops, sandbox, ordersMongodb, redis, opsUser }, token) => `
Order management is running.

  API        ${http}
  Operators  ${ops}/admin/queues   (${opsUser}; the password is in ${path.relative(process.cwd(), endpointsFile)})
  Sandbox    ${sandbox}/ledger
  MongoDB    ${ordersMongodb}
  Redis      ${redis}

Place an order and pay it, in another terminal:

  TOKEN=${token}
  curl -s ${http}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"userId":"${exampleUser}","items":[{"productId":"prod-123","quantity":2,"price":49.99}],"currency":"USD"}'
  curl -s ${http}/payments -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"orderId":"<id of the order>","amount":99.98,"paymentMethod":"credit_card","cardToken":"tok_xxxx"}'
  curl -s ${http}/orders/<id of the order> -H "Authorization: Bearer $TOKEN"
  npm run -s events -- read order-events

Ctrl-C stops everything; the data stays in ${path.relative(process.cwd(), dataDir) || dataDir}.`;

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
process.on('uncaughtException', (error) => {
  console.error(error.message);
  void stop(1);
});
main().catch((error) => {
  console.error(error.message);
  if (error.message.startsWith('It runs already')) process.exit(1);
  void stop(1);
});
