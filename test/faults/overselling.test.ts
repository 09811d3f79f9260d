import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ada, alan, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { assertInvariants } from '../support/invariants/invariants';
import { randomFrom } from '../support/random';
import { scarce, scarcePrice, stockOf } from '../support/stock';
import { type ServiceProcess, startWorld, type World } from '../support/world';

/** `npm run overselling` sells 100 pieces to 400 orders of 64 callers, with 20 kills. */
const {
  OVERSELLING_PIECES = '20',
  OVERSELLING_ORDERS = '60',
  OVERSELLING_CALLERS = '16',
  OVERSELLING_KILLS = '3',
  OVERSELLING_SEED = String(Date.now() % 1_000_000),
} = process.env;
const pieces = Number(OVERSELLING_PIECES);
const orderCount = Number(OVERSELLING_ORDERS);
const callers = Number(OVERSELLING_CALLERS);
const kills = Number(OVERSELLING_KILLS);
const random = randomFrom(Number(OVERSELLING_SEED));
const maxMs = 60_000 + kills * 30_000;

let world: World;
let service: ServiceProcess;
let asAda: Client;
let asAdmin: Client;
const address = () => `http://127.0.0.1:${world.webhookPort}`;

beforeAll(async () => {
  world = await startWorld();
  asAda = clientOf(address, await tokenFor(world.keys, ada));
  asAdmin = clientOf(address, await tokenFor(world.keys, alan, ['admin']));
  await stockOf(world).receive(scarce, pieces);
});
afterAll(() => world.end());

const start = (env: Record<string, string> = {}) => world.start({ PORT: world.webhookPort, ...env });

/** Starts the service again and again: each process kills itself after a hold, before the commit of its order. */
const killRepeatedly = async (isOver: () => boolean): Promise<number> => {
  let killed = 0;
  while (killed < kills && !isOver()) {
    service = await start({ FAULT_POINT: `stock-held:${1 + random(4)}` });
    while (service.isAlive() && !isOver()) await pause(20);
    if (!service.isAlive()) killed += 1;
  }
  if (!service.isAlive()) service = await start();
  return killed;
};

/** Loses answers of the stock service, one after the other: after five in a row, the client sends nothing for a while. */
const loseAnswers = async (isOver: () => boolean): Promise<number> => {
  const stock = stockOf(world);
  let lost = 0;
  while (!isOver()) {
    await stock.clearFaults();
    await stock.plantFault({ path: '/reservations', kind: 'lost-answer', times: 1 });
    while (!isOver() && (await stock.firings())[0] === 0) await pause(50);
    lost += (await stock.firings())[0] ?? 0;
    await pause(random(400));
  }
  await stock.clearFaults();
  return lost;
};

/** Repeats a request until its response is no 5xx. With a key, it has one effect. */
const retry = async (send: () => Promise<Answer>): Promise<Answer> => {
  for (const until = Date.now() + maxMs; ; ) {
    const answer = await send().catch(() => null);
    if (answer && answer.status < 500) return answer;
    if (Date.now() > until) throw new Error(`The last answer was ${answer?.status}`);
    await pause(100 + random(300));
  }
};

/** Places, and pays or cancels, one order. Returns how many pieces it bought; 0 when they were sold out. */
const buy = async (): Promise<number> => {
  const quantity = 1 + random(2);
  const key = withKey();
  const order = { userId: ada, currency: 'USD', items: [{ productId: scarce, quantity }] };
  const placed = await retry(() => asAda('POST', '/orders', { body: order, ...key }));
  if (placed.status === 409) {
    expect(placed.body.code).toBe('out-of-stock');
    return 0;
  }
  expect(placed.status).toBe(201);
  const again = await retry(() => asAda('POST', '/orders', { body: order, ...key }));
  expect(again.body.id).toBe(placed.body.id);
  if (random(10) === 0) {
    await retry(() => asAda('PATCH', `/orders/${placed.body.id}`, { body: { status: 'cancelled' } }));
    return 0;
  }
  const amount = quantity * scarcePrice;
  const payment = { orderId: placed.body.id, amount, paymentMethod: 'credit_card', cardToken: 'tok_visa' };
  const payKey = withKey();
  const paid = await retry(() => asAda('POST', '/payments', { body: payment, ...payKey }));
  expect([200, 202]).toContain(paid.status);
  return quantity;
};

const ship = async (): Promise<void> => {
  for (const { _id } of await world.orders.find({ status: 'confirmed' }).toArray()) {
    expect((await asAdmin('PATCH', `/orders/${_id}`, { body: { status: 'shipped' } })).status).toBe(200);
  }
};

test(
  `${orderCount} orders of ${callers} callers buy at most ${pieces} pieces, with ${kills} kills (seed ${OVERSELLING_SEED})`,
  async () => {
    let isOver = false;
    let left = orderCount;
    const bought: number[] = [];
    const caller = async (): Promise<void> => {
      for (; left > 0; ) {
        left -= 1;
        bought.push(await buy());
      }
    };
    const shopping = Promise.all(Array.from({ length: callers }, caller)).finally(() => {
      isOver = true;
    });
    const [killed, lost] = await Promise.all([killRepeatedly(() => isOver), loseAnswers(() => isOver), shopping]);
    await assertInvariants(world);
    await ship();
    const { orders } = await assertInvariants(world);

    const level = await stockOf(world).level(scarce);
    const sold = orders
      .filter(({ status }) => status === 'shipped')
      .reduce((sum, { stock }) => sum + (stock?.lines[0]?.quantity ?? 0), 0);
    const refused = bought.filter((quantity) => quantity === 0).length;
    const summary = { orders: orders.length, sold, ...level, refused, killed, lost };
    process.stdout.write(`overselling: ${JSON.stringify(summary)}\n`);
    expect(sold).toBeLessThanOrEqual(pieces);
    expect(sold).toBe(bought.reduce((sum, quantity) => sum + quantity, 0));
    expect(level).toEqual({ onHand: pieces - sold, held: 0, available: pieces - sold });
    expect(await stockOf(world).reservations()).toEqual([]);
    expect(new Set(orders.map(({ idempotency }) => idempotency?.key)).size).toBe(orders.length);
    expect(killed).toBe(kills);
    expect(lost).toBeGreaterThan(kills);
    expect(refused).toBeGreaterThan(0);
  },
  maxMs * 2,
);
