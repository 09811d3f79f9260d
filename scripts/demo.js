const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { root } = require('./folders');
const { poll } = require('./processes/poll');
const { ensureBuild, ensureDependencies } = require('./provision');
const { runMain } = require('./processes/run-main');
const { startScript } = require('./processes/start-script');

const customerId = '11111111-1111-4111-8111-111111111111';
const newOrder = { userId: customerId, items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }], currency: 'USD' };

/** Long enough for a busy machine. */
const statusTimeoutMs = 120_000;

const started = [];

/** Starts a script and waits until it prints a line that matches. */
const startAndWait = async (script, env, readyLine) => {
  const running = startScript(script, { env: { ...process.env, ...env }, stdout: 'pipe', stderr: 'inherit' });
  started.push(running);
  const lines = createInterface({ input: running.child.stdout });
  await Promise.race([
    new Promise((resolve) => lines.on('line', (line) => readyLine.test(line) && resolve())),
    running.ended.then(() => Promise.reject(new Error(`${script} ended`))),
  ]);
};

const stopAll = async () => {
  for (const { stop } of started.splice(0).reverse()) await stop();
};

/** Starts the service with an empty database, and the four example consumers. */
const startEverything = async (dir) => {
  await startAndWait('scripts/start.js', { DATA_DIR: dir }, /Order management is running/);
  const endpoints = JSON.parse(fs.readFileSync(path.join(dir, 'endpoints.json'), 'utf8'));
  const outbox = path.join(dir, 'outbox');
  const env = {
    REDIS_URL: endpoints.redis,
    MONGODB_URI: endpoints.ordersMongodb,
    ORDERS_API: endpoints.http,
    SERVICE_TOKEN: tokenFor('service', dir),
    OUTBOX_DIR: outbox,
  };
  // The examples print one line, when they are ready.
  await startAndWait('dist/examples/main.js', env, /./);
  return { ...endpoints, outbox, token: tokenFor('user', dir), serviceToken: tokenFor('service', dir) };
};

const tokenFor = (role, dir) => {
  const args = [path.join(root, 'dist', 'cli', 'oms.js'), 'token', '--sub', customerId, '--role', role];
  return execFileSync(process.execPath, args, { env: { ...process.env, DATA_DIR: dir }, encoding: 'utf8' }).trim();
};

const print = (who, what) => console.log(`${who.padEnd(8)} ${what}`);

/** Returns what each customer does. Each waits for the status that the order must reach. */
const customersOf = (shop, warehouse, sandbox, { Problem }) => {
  const placeOrder = async () => (await shop.POST('/orders', { body: newOrder })).data.id;
  const pay = (orderId, cardToken, headers = {}) => {
    const body = { orderId, amount: 99.98, paymentMethod: 'credit_card', cardToken };
    return shop.POST('/payments', { body, headers });
  };
  const pathOf = (orderId) => ({ params: { path: { orderId } } });
  const update = (orderId, body, client = shop) => client.PATCH('/orders/{orderId}', { ...pathOf(orderId), body });
  const waitForStatus = (orderId, wanted) =>
    poll(
      `Order ${orderId} was not ${wanted}`,
      async () => {
        const { status } = (await shop.GET('/orders/{orderId}', pathOf(orderId))).data;
        if (status !== wanted) throw new Error(`The order is ${status}`);
      },
      statusTimeoutMs,
    );
  const waitForCharge = (orderId) =>
    poll(`Order ${orderId} was not charged`, async () => {
      const charges = (await movementsIn(sandbox)).filter(({ metadata }) => metadata.orderId === orderId);
      if (charges.length === 0) throw new Error('The ledger has no charge');
    });
  const ignoreDecline = (error) => {
    if (!(error instanceof Problem) || error.code !== 'payment-declined') throw error;
  };
  return {
    async Ada() {
      const id = await placeOrder();
      print('Ada', `orders ${short(id)}, pays, and waits for the parcel`);
      await pay(id, 'tok_visa');
      await waitForStatus(id, 'delivered');
    },
    async Alan() {
      const id = await placeOrder();
      print('Alan', `orders ${short(id)}; the first card is declined, the second is not`);
      await pay(id, 'tok_chargeDeclinedInsufficientFunds').catch(ignoreDecline);
      await waitForStatus(id, 'payment_failed');
      await pay(id, 'tok_visa');
      await waitForStatus(id, 'delivered');
    },
    async Edsger() {
      const id = await placeOrder();
      print('Edsger', `orders ${short(id)}; the gateway charges the card and never answers`);
      await pay(id, 'tok_timeout');
      await waitForStatus(id, 'delivered');
    },
    async Barbara() {
      const id = await placeOrder();
      print('Barbara', `orders ${short(id)} and cancels during the slow charge; the payment is refunded automatically`);
      await pay(id, 'tok_slow', { Prefer: 'respond-async' });
      await waitForCharge(id);
      await update(id, { status: 'cancelled', reason: 'changed my mind' });
      await waitForStatus(id, 'refunded');
    },
    async Grace() {
      const id = await placeOrder();
      print('Grace', `orders ${short(id)}, receives it, and returns it`);
      await pay(id, 'tok_visa');
      await waitForStatus(id, 'delivered');
      await update(id, { status: 'returned', reason: 'too small' }, warehouse);
      await waitForStatus(id, 'refunded');
    },
  };
};

const short = (id) => id.slice(-6);

/** Prints each event of the streams as it arrives. Returns a function that ends this. */
const follow = (redis, { Redis }) => {
  const reader = new Redis(redis);
  reader.on('error', () => {});
  const printEvent = (fields) => {
    const entry = Object.fromEntries(fields.flatMap((name, index) => (index % 2 ? [] : [[name, fields[index + 1]]])));
    const { amount, totalAmount = amount, currency = '', reason = '' } = JSON.parse(entry.data);
    const money = totalAmount === undefined ? '' : `${totalAmount} ${currency}`;
    print('', `${short(entry.subject)}  ${entry.type.padEnd(22)} ${money || reason}`);
  };
  const read = async (last) => {
    const found = await reader.xread('BLOCK', 0, 'STREAMS', ...Object.keys(last), ...Object.values(last));
    for (const [stream, entries] of found ?? []) {
      for (const [, fields] of entries) printEvent(fields);
      last[stream] = entries.at(-1)[0];
    }
    return read(last);
  };
  read({ 'order-events': '0', 'payment-events': '0' }).catch(() => {});
  return () => reader.disconnect();
};

const sumOf = (lines, amountOf) => lines.reduce((total, line) => total + amountOf(line), 0);
const toUsd = (minor) => `${(minor / 100).toFixed(2)} USD`;

/** Returns the movements of money in the ledger of the gateway. */
const movementsIn = async (sandbox) => (await (await fetch(`${sandbox}/ledger`)).json()).data;

/** Returns the balance of the gateway's account in the accounting example, and that in the gateway's own ledger. */
const balancesOf = async (journal, sandbox) => {
  const postings = await journal.find().toArray();
  const booked = sumOf(postings, ({ debit, credit, amountMinor }) =>
    debit === 'gateway' ? amountMinor : credit === 'gateway' ? -amountMinor : 0,
  );
  const succeeded = (await movementsIn(sandbox)).filter(({ status }) => status === 'succeeded');
  const held = sumOf(succeeded, ({ kind, amount }) =>
    kind === 'charge' || kind === 'capture' ? amount : kind === 'refund' ? -amount : 0,
  );
  return { booked, held };
};

/** Prints what the examples recorded, once accounting agrees with the gateway. */
const report = async ({ ordersMongodb, sandbox, outbox }) => {
  const { mongo } = require('mongoose');
  const client = await new mongo.MongoClient(ordersMongodb, { runtimeAdapters: { os } }).connect();
  const journal = client.db('example-accounting').collection('journal');
  const { booked } = await poll('Accounting did not agree with the gateway', async () => {
    const balances = await balancesOf(journal, sandbox);
    if (balances.booked !== balances.held) throw new Error(JSON.stringify(balances));
    return balances;
  });
  const analytics = client.db('example-analytics');
  const funnel = (await analytics.collection('funnel').find().toArray()).map(
    ({ _id, orders }) => `${String(_id)} ${orders}`,
  );
  const [day] = await analytics.collection('days').find().toArray();
  const messages = fs.readdirSync(outbox).map((name) => fs.readFileSync(path.join(outbox, name), 'utf8'));
  await client.close();

  console.log('\nWhat the four consumers recorded:');
  print('', `notification  ${messages.length} messages, such as “${messages.at(-1).split('\n')[2]}”`);
  print('', `analytics     ${funnel.join(', ')}; paid ${toUsd(day.paidMinor)}, refunded ${toUsd(day.refundedMinor)}`);
  print('', `accounting    ${toUsd(booked)} at the gateway, in the journal and in the gateway's own ledger`);
};

const main = async () => {
  ensureDependencies();
  ensureBuild();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'order-management-demo-'));
  let stopFollowing = () => {};
  try {
    console.log('Starting the service and its consumers: notification, analytics, fulfillment and accounting …\n');
    const endpoints = await startEverything(dir);
    stopFollowing = follow(endpoints.redis, require('ioredis'));
    const client = require('../dist/client');
    const shop = client.createClient({ baseUrl: endpoints.http, token: endpoints.token });
    const warehouse = client.createClient({ baseUrl: endpoints.http, token: endpoints.serviceToken });
    const customers = customersOf(shop, warehouse, endpoints.sandbox, client);
    await Promise.all(Object.values(customers).map((act) => act()));
    await report(endpoints);
  } finally {
    stopFollowing();
    await stopAll();
    fs.rmSync(dir, { recursive: true, force: true });
  }
};

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stopAll().then(() => process.exit(1)));
void runMain(main);
