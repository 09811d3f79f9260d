const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: wait } = require('node:timers/promises');
const { parseArgs } = require('node:util');
const { MongoClient } = require('mongoose').mongo;
const { root } = require('../scripts/folders');
const { assertOk, poll } = require('../scripts/processes/poll');
const { runMain } = require('../scripts/processes/run-main');
const { startScript } = require('../scripts/processes/start-script');
const { freePort, startMongod, startRedis } = require('../scripts/servers/servers');
const { startCounter } = require('./counter');
const { percentile } = require('./percentile');
const { printTable } = require('./table');

const usage = `usage: npm run bench:gateway -- [option …]

  --payments <n>         payments through one process (1000)
  --latency <ms>         how long the gateway takes for a charge (2000)
  --concurrency <n,…>    WORK_CONCURRENCY of the process (16,64,256)
  --refunds <n>          refunds that stay pending (250)
  --seconds <n>          for how long they are watched (60)`;

const optionsOf = (args) => {
  const options = {
    payments: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '2000' },
    concurrency: { type: 'string', default: '16,64,256' },
    refunds: { type: 'string', default: '250' },
    seconds: { type: 'string', default: '60' },
  };
  const { concurrency, ...values } = parseArgs({ args, options }).values;
  const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
  const concurrencies = concurrency.split(',').map(Number);
  if (![...Object.values(numbers), ...concurrencies].every((number) => number > 0)) throw new Error(usage);
  return { ...numbers, concurrencies };
};

const user = '11111111-1111-4111-8111-111111111111';

/** Starts MongoDB, Redis, a sandbox, and a counter in front of its gateway. `stop` ends them. */
const startWorld = async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'order-management-bench-'));
  const mongod = await startMongod({ dir: path.join(dir, 'mongodb') });
  const redis = await startRedis({ dir: path.join(dir, 'redis') });
  const client = await MongoClient.connect(mongod.uri, { runtimeAdapters: { os } });
  const [sandboxPort, port, opsPort] = [await freePort(), await freePort(), await freePort()];
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const counter = await startCounter(sandboxUrl);
  const env = {
    PATH: process.env.PATH,
    ORDERS_MONGODB_URI: mongod.uri.replace('/?', '/orders?'),
    PAYMENTS_MONGODB_URI: mongod.uri.replace('/?', '/payments?'),
    REDIS_URL: redis.url,
    USERS_URL: sandboxUrl,
    CATALOG_URL: sandboxUrl,
    STRIPE_API_URL: counter.url,
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/stripe`,
    PORT: String(port),
    OPS_PORT: String(opsPort),
    DATA_DIR: dir,
    DRAIN_LINGER_MS: '0',
  };
  const log = (name) => fs.openSync(path.join(dir, `${name}.log`), 'a');
  const sandbox = startScript('dist/sandbox/main.js', { env, stdout: log('sandbox') });
  await poll('The sandbox was not ready', () => assertOk(`${sandboxUrl}/livez`));
  return {
    sandboxUrl,
    counter,
    api: `http://127.0.0.1:${port}`,
    payments: client.db('payments').collection('payments'),
    orders: client.db('orders').collection('orders'),
    startService: async (more) => {
      const service = startScript('dist/main.js', { env: { ...env, ...more }, stdout: log('service') });
      await poll('The service was not ready', () => assertOk(`http://127.0.0.1:${opsPort}/readyz`));
      return service;
    },
    tokenFor: (role) =>
      execFileSync(process.execPath, ['dist/cli/oms.js', 'token', '--sub', user, '--role', role], { env, cwd: root })
        .toString()
        .trim(),
    stop: async () => {
      await sandbox.stop();
      await counter.stop();
      await client.close();
      await redis.kill();
      await mongod.kill();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
};

const post = async (url, body, headers = {}) => {
  const options = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered with ${answer.status}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
};

/** Runs `count` turns, `callers` at a time. Returns their results in order. */
const repeat = async (count, callers, turn) => {
  const results = [];
  let next = 0;
  const call = async () => {
    while (next < count) {
      const at = next++;
      results[at] = await turn(at);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return results;
};

const anOrder = { userId: user, currency: 'USD', items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }] };

const placeOrders = async ({ api, tokenFor }, count) => {
  const authorization = `Bearer ${tokenFor('user')}`;
  return repeat(count, 32, async () => (await post(`${api}/orders`, anOrder, { authorization })).id);
};

const payOrders = async ({ api, tokenFor }, orderIds) => {
  const headers = { authorization: `Bearer ${tokenFor('user')}`, prefer: 'respond-async' };
  const body = { amount: 99.98, paymentMethod: 'credit_card', cardToken: 'tok_visa' };
  return repeat(
    orderIds.length,
    64,
    async (at) => (await post(`${api}/payments`, { ...body, orderId: orderIds[at] }, headers)).id,
  );
};

const untilAre = (collection, ids, status, timeoutMs = 600_000) =>
  poll(
    `Not all are ${status}`,
    async () => {
      const count = await collection.countDocuments({ _id: { $in: ids }, status });
      if (count < ids.length) throw new Error(`${count} of ${ids.length}`);
    },
    timeoutMs,
  );

/** Measures payments through one process whose gateway takes `latency` for a charge. */
const measurePayments = async (world, { payments: count, latency }, concurrency) => {
  const service = await world.startService({ WORK_CONCURRENCY: String(concurrency) });
  const orderIds = await placeOrders(world, count);
  await post(`${world.sandboxUrl}/faults`, { path: '/v1/payment_intents', kind: 'delay', ms: latency });
  const ids = await payOrders(world, orderIds);
  await untilAre(world.payments, ids, 'processed');
  await fetch(`${world.sandboxUrl}/faults`, { method: 'DELETE' });
  const documents = await world.payments.find({ _id: { $in: ids } }).toArray();
  await service.stop();
  const begun = documents.map(({ createdAt }) => createdAt.getTime());
  const ended = documents.map(({ log }) =>
    new Date(log.find(({ type }) => type === 'payment.processed').time).getTime(),
  );
  const tookMs = ended.map((end, at) => end - begun[at]);
  const seconds = (Math.max(...ended) - Math.min(...begun)) / 1_000;
  return [
    concurrency,
    (count / seconds).toFixed(1),
    ((concurrency * 1_000) / latency).toFixed(0),
    ...[50, 95].map((percent) => (percentile(tookMs, percent) / 1_000).toFixed(1)),
  ];
};

/** Watches refunds that stay pending: the calls to the gateway, and how long another payment's event waits. */
const measurePending = async (world, { refunds: count, seconds }) => {
  const service = await world.startService({});
  const watchedEveryMs = 3_000;
  const others = Math.floor((seconds * 1_000) / watchedEveryMs);
  const orderIds = await placeOrders(world, count + others);
  const ids = await payOrders(world, orderIds);
  await untilAre(world.payments, ids, 'processed');
  await untilAre(world.orders, orderIds, 'confirmed');
  const { counts } = world.counter;
  await post(`${world.sandboxUrl}/faults`, { path: '/v1/refunds', method: 'POST', kind: 'pending', times: count });
  const headers = { authorization: `Bearer ${world.tokenFor('admin')}`, prefer: 'respond-async' };
  await repeat(count, 32, (at) => post(`${world.api}/payments/${ids[at]}/refund`, {}, headers));
  await poll('Not all refunds were made', async () => {
    const made = counts.get('POST /v1/refunds') ?? 0;
    if (made < count) throw new Error(`${made} of ${count}`);
  });
  counts.clear();
  const since = Date.now();
  const waitedMs = [];
  for (let at = 0; at < others; at += 1) {
    const [orderId, paymentId] = [orderIds[count + at], ids[count + at]];
    const refundedAt = Date.now();
    await post(`${world.sandboxUrl}/dashboard/refunds`, { orderId });
    await untilAre(world.payments, [paymentId], 'refunded');
    waitedMs.push(Date.now() - refundedAt);
    await wait(Math.max(0, since + (at + 1) * watchedEveryMs - Date.now()));
  }
  const watched = (Date.now() - since) / 1_000;
  const calls = [...counts].map(([name, total]) => [name, total, (total / watched).toFixed(2)]);
  await service.stop();
  return { calls, waitedMs, watched };
};

const main = async () => {
  const options = optionsOf(process.argv.slice(2));
  const world = await startWorld();
  try {
    console.log(`\n${options.payments} payments at ${options.latency} ms for a charge, through one process\n`);
    const rows = [];
    for (const concurrency of options.concurrencies) rows.push(await measurePayments(world, options, concurrency));
    printTable(['WORK_CONCURRENCY', 'per s', 'possible', 'p50 s', 'p95 s'], rows);
    const { calls, waitedMs, watched } = await measurePending(world, options);
    console.log(`\n${options.refunds} pending refunds, watched for ${watched.toFixed(0)} s: calls to the gateway\n`);
    printTable(['', 'calls', 'per s'], calls);
    const [p50, most] = [percentile(waitedMs, 50), Math.max(...waitedMs)];
    console.log(`\nAnother payment's refund at the gateway is applied after ${p50} ms (p50), ${most} ms at most`);
  } finally {
    await world.stop();
  }
};

void runMain(main);
