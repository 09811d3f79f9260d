const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { root } = require('./binaries');
const { ensureBuild, ensureDependencies } = require('./provision');
const { poll } = require('./servers');

const customer = '11111111-1111-4111-8111-111111111111';
const goods = { userId: customer, items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }], currency: 'USD' };

/** On a busy machine things take longer. */
const patienceMs = 120_000;

const started = [];
const startNode = async (script, env, ready) => {
  const child = spawn(process.execPath, [path.join(__dirname, 'child.js'), path.join(root, script)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  started.push({ child, ended });
  const lines = createInterface({ input: child.stdout });
  await Promise.race([
    new Promise((resolve) => lines.on('line', (line) => line.includes(ready) && resolve())),
    ended.then(() => Promise.reject(new Error(`${script} ended`))),
  ]);
};

const stopAll = async () => {
  for (const { child, ended } of started.splice(0).reverse()) {
    child.kill('SIGTERM');
    await ended;
  }
};

/** The service with an empty database, and the four examples beside it. */
const startEverything = async (dir) => {
  const env = { DATA_DIR: dir };
  await startNode('scripts/start.js', env, 'Order management is running');
  const endpoints = JSON.parse(fs.readFileSync(path.join(dir, 'endpoints.json'), 'utf8'));
  const token = (role) =>
    execFileSync(process.execPath, [path.join(root, 'dist/cli/token.js'), '--sub', customer, '--role', role], {
      env: { ...process.env, ...env },
    })
      .toString()
      .trim();
  const outbox = path.join(dir, 'outbox');
  await startNode(
    'dist/examples/main.js',
    {
      REDIS_URL: endpoints.redis,
      MONGODB_URI: endpoints.ordersMongodb,
      ORDERS_API: endpoints.http,
      SERVICE_TOKEN: token('service'),
      OUTBOX_DIR: outbox,
    },
    'follow the streams',
  );
  return { ...endpoints, outbox, token: token('user') };
};

const say = (who, what) => console.log(`${who.padEnd(8)} ${what}`);

/** What customers do. Each ends in a status that the demo waits for. */
const customersOf = (shop, { Problem }) => {
  const order = async () => (await shop.POST('/orders', { body: goods })).data.id;
  const pay = (orderId, cardToken) =>
    shop.POST('/payments', { body: { orderId, amount: 99.98, paymentMethod: 'credit_card', cardToken } });
  const at = (orderId) => ({ params: { path: { orderId } } });
  const ask = (orderId, body) => shop.PATCH('/orders/{orderId}', { ...at(orderId), body });
  const reaches = (orderId, status) =>
    poll(
      `Order ${orderId} ${status}`,
      async () => {
        const { status: now } = (await shop.GET('/orders/{orderId}', at(orderId))).data;
        if (now !== status) throw new Error(`It is ${now}`);
      },
      patienceMs,
    );
  const unlessDeclined = (error) => {
    if (!(error instanceof Problem) || error.code !== 'payment-declined') throw error;
  };
  return {
    async Ada() {
      const id = await order();
      say('Ada', `orders ${short(id)}, pays, and waits for the parcel`);
      await pay(id, 'tok_visa');
      await reaches(id, 'delivered');
    },
    async Alan() {
      const id = await order();
      say('Alan', `orders ${short(id)}; the first card has no money, the second one has`);
      await pay(id, 'tok_chargeDeclinedInsufficientFunds').catch(unlessDeclined);
      await reaches(id, 'payment_failed');
      await pay(id, 'tok_visa');
      await reaches(id, 'delivered');
    },
    async Edsger() {
      const id = await order();
      say('Edsger', `orders ${short(id)}; the gateway takes the money and never answers`);
      await pay(id, 'tok_timeout');
      await reaches(id, 'delivered');
    },
    async Barbara() {
      const id = await order();
      say('Barbara', `orders ${short(id)} and cancels while the slow charge is out; the money comes back by itself`);
      await pay(id, 'tok_slow');
      await ask(id, { status: 'cancelled', reason: 'changed my mind' });
      await reaches(id, 'refunded');
    },
    async Grace() {
      const id = await order();
      say('Grace', `orders ${short(id)}, gets it, and sends it back`);
      await pay(id, 'tok_visa');
      await reaches(id, 'delivered');
      await ask(id, { status: 'returned', reason: 'too small' });
      await reaches(id, 'refunded');
    },
  };
};

const short = (id) => id.slice(-6);

/** Prints what the streams carry, as it comes. */
const follow = (redis, { Redis }) => {
  const reader = new Redis(redis);
  reader.on('error', () => {});
  const print = (fields) => {
    const entry = Object.fromEntries(fields.flatMap((name, at) => (at % 2 ? [] : [[name, fields[at + 1]]])));
    const { amount, totalAmount = amount, currency = '', reason = '' } = JSON.parse(entry.data);
    const money = totalAmount === undefined ? '' : `${totalAmount} ${currency}`;
    say('', `${short(entry.subject)}  ${entry.type.padEnd(22)} ${money || reason}`);
  };
  const read = async (last) => {
    const found = await reader.xread('BLOCK', 0, 'STREAMS', ...Object.keys(last), ...Object.values(last));
    for (const [stream, entries] of found ?? []) {
      for (const [, fields] of entries) print(fields);
      last[stream] = entries.at(-1)[0];
    }
    return read(last);
  };
  read({ 'order-events': '0', 'payment-events': '0' }).catch(() => {});
  return () => reader.disconnect();
};

const sum = (lines, of) => lines.reduce((total, line) => total + of(line), 0);
const inUsd = (minor) => `${(minor / 100).toFixed(2)} USD`;

/** The gateway's account in the books, and what the gateway's own ledger says. */
const balancesOf = async (journal, sandbox) => {
  const postings = await journal.find().toArray();
  const booked = sum(postings, ({ debit, credit, amountMinor }) =>
    debit === 'gateway' ? amountMinor : credit === 'gateway' ? -amountMinor : 0,
  );
  const { data: lines } = await (await fetch(`${sandbox}/ledger`)).json();
  const held = sum(
    lines.filter(({ status }) => status === 'succeeded'),
    ({ kind, amount }) => (kind === 'charge' || kind === 'capture' ? amount : kind === 'refund' ? -amount : 0),
  );
  return { booked, held };
};

/** What the examples have made of it, when the books agree with the gateway. */
const report = async ({ ordersMongodb, sandbox, outbox }) => {
  const { mongo } = require('mongoose');
  const client = await new mongo.MongoClient(ordersMongodb, { runtimeAdapters: { os } }).connect();
  const journal = client.db('example-accounting').collection('journal');
  const { booked } = await poll('The books agree with the gateway', async () => {
    const balances = await balancesOf(journal, sandbox);
    if (balances.booked !== balances.held) throw new Error(JSON.stringify(balances));
    return balances;
  });
  const analytics = client.db('example-analytics');
  const reached = (await analytics.collection('funnel').find().toArray()).map(({ _id, orders }) => `${_id} ${orders}`);
  const [day] = await analytics.collection('days').find().toArray();
  const messages = fs.readdirSync(outbox).map((name) => fs.readFileSync(path.join(outbox, name), 'utf8'));
  await client.close();

  console.log('\nWhat the four consumers have made of it:');
  say('', `notification  ${messages.length} messages, such as “${messages.at(-1).split('\n')[2]}”`);
  say('', `analytics     ${reached.join(', ')}; paid ${inUsd(day.paidMinor)}, given back ${inUsd(day.refundedMinor)}`);
  say('', `accounting    ${inUsd(booked)} at the gateway by the books, and by the gateway's own ledger`);
};

const main = async () => {
  ensureDependencies();
  ensureBuild();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'order-management-demo-'));
  let unfollow = () => {};
  try {
    console.log('Starting the service, and notification, analytics, fulfillment and accounting beside it …\n');
    const world = await startEverything(dir);
    unfollow = follow(world.redis, require('ioredis'));
    const client = require('../dist/client');
    const shop = client.createClient({ baseUrl: world.http, token: world.token });
    const customers = customersOf(shop, client);
    await Promise.all(Object.values(customers).map((act) => act()));
    await report(world);
  } finally {
    unfollow();
    await stopAll();
    fs.rmSync(dir, { recursive: true, force: true });
  }
};

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stopAll().then(() => process.exit(1)));
main().catch((error) => {
  console.error(error.message, error.cause ?? '');
  process.exitCode = 1;
});
