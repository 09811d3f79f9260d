const { randomUUID } = require('node:crypto');
const { setTimeout: wait } = require('node:timers/promises');
const { Pool } = require('undici');
const { answerCalls } = require('./child-calls');
const { readDeliveries } = require('./deliveries');
const { percentile } = require('./percentile');

const connections = 256;

/** The example order of the domain: two pieces of a physical product. */
const newOrder = (userId) => ({
  userId,
  items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }],
  currency: 'USD',
});
const newPayment = (orderId) => ({ orderId, amount: 99.98, paymentMethod: 'credit_card', cardToken: 'tok_visa' });

let service;
let limits;
let deliveries;
let user;
let token;
let running;

const send = async (pool, method, path, body, isExpected) => {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
  };
  const response = await pool.request({ method, path, headers, body: body && JSON.stringify(body) });
  const answer = await response.body.json();
  if (!isExpected(response.statusCode))
    throw new Error(`${method} ${path}: ${response.statusCode} ${JSON.stringify(answer)}`);
  return answer;
};
const post = (pool, path, body, ...statuses) => send(pool, 'POST', path, body, (status) => statuses.includes(status));
const get = (path) => send(service, 'GET', path, undefined, (status) => status === 200);

/** Notes how long a request took. */
const step = async (name, request) => {
  const startedAt = performance.now();
  const answer = await request;
  running.stepsMs[name] ??= [];
  running.stepsMs[name].push(performance.now() - startedAt);
  return answer;
};

/** What a caller repeats. */
const turns = {
  bare: () => post(limits, '/orders', newOrder(user), 201),
  floor: async () => {
    const { id } = await post(limits, '/orders', newOrder(user), 201);
    await post(limits, '/payments', newPayment(id), 201);
  },
  place: () => post(service, '/orders', newOrder(user), 201),
  pay: async () => {
    const { id } = await post(service, '/orders', newOrder(user), 201);
    return post(service, '/payments', newPayment(id), 200, 202);
  },
  confirm: async () => {
    const { id } = await step('POST /orders', post(service, '/orders', newOrder(user), 201));
    const confirmed = deliveries.confirmed(id);
    await step('POST /payments', post(service, '/payments', newPayment(id), 200, 202));
    await confirmed;
  },
  firstPage: () => get('/orders?limit=20'),
  deepPage: ({ cursor }) => get(`/orders?limit=20&cursor=${cursor}`),
};

const takeTurn = async (run, turn, argument) => {
  const startedAt = performance.now();
  await turn(argument);
  if (!run.isOver) run.tookMs.push(performance.now() - startedAt);
};

/** A closed loop: a caller begins its next turn when its last one is over. */
const repeat = async (run, turn, argument) => {
  while (!run.isOver) await takeTurn(run, turn, argument);
};

/** An open loop: turns begin at a fixed rate, however long they take. */
const repeatAt = async (run, turn, perSecond) => {
  const open = new Set();
  for (let nextAt = performance.now(); !run.isOver; nextAt += 1_000 / perSecond) {
    await wait(Math.max(0, nextAt - performance.now()));
    const taken = takeTurn(run, turn).finally(() => open.delete(taken));
    open.add(taken);
  }
  await Promise.all(open);
};

const functions = {
  open: async ({ http, redis, ...caller }) => {
    service = new Pool(http, { connections });
    ({ user, token } = caller);
    deliveries = await readDeliveries(redis);
  },
  placeOne: () => turns.place(),
  payOne: () => turns.pay(),
  openLimits: ({ http }) => {
    limits = new Pool(http, { connections });
  },
  begin: ({ turn, callers, perSecond, argument }) => {
    running = { tookMs: [], stepsMs: {}, isOver: false };
    const all = perSecond
      ? [repeatAt(running, turns[turn], perSecond)]
      : Array.from({ length: callers }, () => repeat(running, turns[turn], argument));
    running.ended = Promise.all(all);
    // `end` reports the error.
    running.ended.catch(() => {});
  },
  /** Ends the warm-up. */
  mark: () => {
    Object.assign(running, { tookMs: [], stepsMs: {}, markedAt: performance.now() });
    deliveries.reset();
  },
  end: async () => {
    running.isOver = true;
    const { tookMs, stepsMs, markedAt, ended } = running;
    const seconds = (performance.now() - markedAt) / 1000;
    const delaysMs = deliveries.delaysMs();
    await ended;
    const stepEntries = Object.entries({ ...stepsMs, ...(delaysMs.length > 0 && { 'event delivery': delaysMs }) });
    return {
      done: tookMs.length,
      perSecond: tookMs.length / seconds,
      ...toPercentiles(tookMs),
      steps: Object.fromEntries(stepEntries.map(([name, values]) => [name, toPercentiles(values)])),
    };
  },
};

const toPercentiles = (values) => ({
  p50Ms: percentile(values, 50),
  p95Ms: percentile(values, 95),
  p99Ms: percentile(values, 99),
});

answerCalls(functions);
