const { Pool } = require('undici');
const { answerCalls } = require('./child-calls');
const { readDeliveries } = require('./deliveries');
const { percentile } = require('./percentile');

const connections = 64;

/** The example order of the domain: two pieces of a physical product. */
const newOrder = (userId) => ({
  userId,
  items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }],
  currency: 'USD',
});
const newPayment = (orderId) => ({ orderId, amount: 99.98, paymentMethod: 'credit_card', cardToken: 'tok_visa' });

let service;
let bare;
let deliveries;
let user;
let token;
let running;

const send = async (pool, method, path, body, isExpected) => {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  const response = await pool.request({ method, path, headers, body: body && JSON.stringify(body) });
  const answer = await response.body.json();
  if (!isExpected(response.statusCode))
    throw new Error(`${method} ${path}: ${response.statusCode} ${JSON.stringify(answer)}`);
  return answer;
};
const post = (pool, path, body, ...statuses) => send(pool, 'POST', path, body, (status) => statuses.includes(status));
const get = (path) => send(service, 'GET', path, undefined, (status) => status === 200);

/** What a caller repeats. */
const turns = {
  bare: () => post(bare, '/orders', newOrder(user), 201),
  place: () => post(service, '/orders', newOrder(user), 201),
  confirm: async () => {
    const { id } = await post(service, '/orders', newOrder(user), 201);
    const confirmed = deliveries.confirmed(id);
    await post(service, '/payments', newPayment(id), 200, 202);
    await confirmed;
  },
  firstPage: () => get('/orders?limit=20'),
  deepPage: ({ cursor }) => get(`/orders?limit=20&cursor=${cursor}`),
};

const repeat = async (run, turn, argument) => {
  while (!run.isOver) {
    const startedAt = performance.now();
    await turn(argument);
    if (!run.isOver) run.tookMs.push(performance.now() - startedAt);
  }
};

const functions = {
  open: async ({ http, redis, ...caller }) => {
    service = new Pool(http, { connections });
    ({ user, token } = caller);
    deliveries = await readDeliveries(redis);
  },
  placeOne: () => turns.place(),
  openBare: ({ http }) => {
    bare = new Pool(http, { connections });
  },
  begin: ({ turn, callers, argument }) => {
    running = { tookMs: [], isOver: false };
    const all = Array.from({ length: callers }, () => repeat(running, turns[turn], argument));
    running.ended = Promise.all(all);
    // `end` reports the error.
    running.ended.catch(() => {});
  },
  /** Ends the warm-up. */
  mark: () => {
    running.tookMs = [];
    running.markedAt = performance.now();
    deliveries.reset();
  },
  end: async () => {
    running.isOver = true;
    const { tookMs, markedAt, ended } = running;
    const seconds = (performance.now() - markedAt) / 1000;
    const delayMs = deliveries.delaysMs();
    await ended;
    return {
      done: tookMs.length,
      perSecond: tookMs.length / seconds,
      p50Ms: percentile(tookMs, 50),
      p95Ms: percentile(tookMs, 95),
      delivery: { p50Ms: percentile(delayMs, 50), p99Ms: percentile(delayMs, 99) },
    };
  },
};

answerCalls(functions);
