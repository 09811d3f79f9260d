const { Pool } = require('undici');
const { answering } = require('./ask');
const { readDeliveries } = require('./deliveries');
const { percentile } = require('./percentile');

const connections = 64;

/** The example of the domain: two pieces of a physical product. */
const orderOf = (userId) => ({
  userId,
  items: [{ productId: 'prod-123', quantity: 2, price: 49.99 }],
  currency: 'USD',
});
const paymentOf = (orderId) => ({ orderId, amount: 99.98, paymentMethod: 'credit_card', cardToken: 'tok_visa' });

let service;
let bare;
let deliveries;
let user;
let token;
let running;

const send = async (pool, method, path, body, isExpected) => {
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  const answer = await pool.request({ method, path, headers, body: body && JSON.stringify(body) });
  const said = await answer.body.json();
  if (!isExpected(answer.statusCode))
    throw new Error(`${method} ${path}: ${answer.statusCode} ${JSON.stringify(said)}`);
  return said;
};
const post = (pool, path, body, ...statuses) => send(pool, 'POST', path, body, (status) => statuses.includes(status));
const get = (path) => send(service, 'GET', path, undefined, (status) => status === 200);

/** What a caller does over and over. */
const turns = {
  bare: () => post(bare, '/orders', orderOf(user), 201),
  place: () => post(service, '/orders', orderOf(user), 201),
  confirm: async () => {
    const { id } = await post(service, '/orders', orderOf(user), 201);
    const confirmed = deliveries.confirmed(id);
    await post(service, '/payments', paymentOf(id), 200, 202);
    await confirmed;
  },
  firstPage: () => get('/orders?limit=20'),
  deepPage: ({ cursor }) => get(`/orders?limit=20&cursor=${cursor}`),
};

const callOver = async (run, turn, about) => {
  while (!run.isOver) {
    const startedAt = performance.now();
    await turn(about);
    if (!run.isOver) run.tookMs.push(performance.now() - startedAt);
  }
};

const answers = {
  open: async ({ http, redis, ...caller }) => {
    service = new Pool(http, { connections });
    ({ user, token } = caller);
    deliveries = await readDeliveries(redis);
  },
  placeOne: () => turns.place(),
  openBare: ({ http }) => {
    bare = new Pool(http, { connections });
  },
  begin: ({ turn, callers, about }) => {
    running = { tookMs: [], isOver: false };
    const all = Array.from({ length: callers }, () => callOver(running, turns[turn], about));
    running.ended = Promise.all(all);
    // Thrown again to whoever ends the run.
    running.ended.catch(() => {});
  },
  /** What came before was warm-up. */
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

answering(answers);
