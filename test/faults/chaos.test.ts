import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/servers/servers';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor, withKey } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants } from '../support/invariants/invariants';
import { assertBooks, dropExamples, startExamples } from '../support/invariants/ledger-checks';
import { groupsOf } from '../support/invariants/stream-groups';
import type { Running } from '../support/processes';
import { randomFrom } from '../support/random';
import { startWorld, type World } from '../support/world';

/** `npm run chaos` runs three minutes with 50 orders/s. CHAOS_SEED repeats a run whose seed was printed. */
const { CHAOS_SECONDS = '15', CHAOS_RATE = '8', CHAOS_SEED = String(Date.now() % 1_000_000) } = process.env;
const seconds = Number(CHAOS_SECONDS);
/** A process takes seconds to start on a busy machine: killed more often than that, it would never work. */
const pauseMaxMs = Math.min(seconds * 100, 8_000);
const folder = mkdtempSync(join(tmpdir(), 'order-management-chaos-'));
const redisDir = join(folder, 'redis');

let world: World;
let asAda: Client;
let http = '';
const running = new Map<string, Running>();

beforeAll(async () => {
  world = await startWorld({ redis: { dir: redisDir } });
  asAda = clientOf(() => http, await tokenFor(world.keys, ada));
  await dropExamples(world);
  for (const start of Object.values(processes)) await start();
});
afterAll(async () => {
  await running.get('examples')?.kill();
  await dropExamples(world);
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The processes that are killed, and how each is started. */
const processes: Record<string, () => Promise<unknown>> = {
  service: async () => {
    const service = await world.start({ ROLES: 'api,worker', PORT: world.webhookPort });
    http = service.http;
    running.set('service', service);
  },
  relay: async () => running.set('relay', await world.start({ ROLES: 'relay' })),
  consumer: async () => running.set('consumer', await world.start({ ROLES: 'consumer' })),
  examples: async () => running.set('examples', await startExamples(world, `http://127.0.0.1:${world.webhookPort}`)),
};

const restartRedis = async (isEmpty: boolean): Promise<void> => {
  await world.redisServer.kill();
  if (isEmpty) rmSync(redisDir, { recursive: true, force: true });
  world.redisServer = await startRedis({ dir: redisDir, port: world.redisServer.port });
};

const killed = new Map<string, number>();
const kill = async (victim: string): Promise<void> => {
  killed.set(victim, (killed.get(victim) ?? 0) + 1);
  if (victim.startsWith('redis')) return restartRedis(victim === 'redis and its data');
  await running.get(victim)?.kill();
  await processes[victim]?.();
};

const random = randomFrom(Number(CHAOS_SEED));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats a request with the same idempotency key until the response is no 5xx, as a client should. */
const retry = (method: string, path: string, body: object) => {
  const { headers } = withKey();
  const ask = () => asAda(method, path, { body, headers: { ...headers, prefer: 'wait=0' } });
  return eventually(async () => {
    const answer = await ask().catch(waitAndThrow);
    if (answer.status >= 500) await waitAndThrow(new Error(`It answered ${answer.status}`));
    return answer;
  }, 240_000);
};

/** Waits before the next retry: a client that retries at once prolongs an outage. */
const waitAndThrow = async (error: Error): Promise<never> => {
  await pause(200 + random(400));
  throw error;
};

const cards = ['tok_visa', 'tok_visa', 'tok_mastercard', 'tok_chargeDeclinedInsufficientFunds', 'tok_flaky'];

/** One customer, who orders, pays, and sometimes cancels. */
const shop = async (cardToken: string, isFickle: boolean): Promise<void> => {
  const { status, body: order } = await retry('POST', '/orders', anOrder());
  expect(status).toBe(201);
  await retry('POST', '/payments', aPayment(order.id, cardToken));
  if (isFickle) await retry('PATCH', `/orders/${order.id}`, { status: 'cancelled', reason: 'changed my mind' });
};

/** Waits until every consumer has read its streams: fulfillment changes orders until then. */
const consumersHaveCaughtUp = () =>
  eventually(async () => {
    const groups = [
      ...(await groupsOf(world.redis, 'order-events')),
      ...(await groupsOf(world.redis, 'payment-events')),
    ];
    expect(groups.filter(({ lag, pending }) => lag !== 0 || pending !== 0)).toEqual([]);
  }, 400_000);

const megabytesOf = ({ pid }: Running): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // A process that is exiting has no VmRSS line.
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
};

describe('the service under random kills', () => {
  test(
    `publishes each event once at ${CHAOS_RATE} orders/s for ${seconds} s, and the books agree (seed ${CHAOS_SEED})`,
    async () => {
      const until = Date.now() + seconds * 1000;
      const customers: Promise<void>[] = [];
      const traffic = async (): Promise<void> => {
        while (Date.now() < until) {
          customers.push(shop(cards[random(cards.length)] ?? 'tok_visa', random(8) === 0));
          await pause(1000 / Number(CHAOS_RATE));
        }
      };
      const victims = [...Object.keys(processes), 'redis'];
      const chaos = async (): Promise<void> => {
        // The seed decides the order. Each victim is killed at least once, and Redis loses its data once.
        const first = [...victims, 'redis and its data'].sort(() => random(2) - 0.5);
        for (let turn = 0; Date.now() < until || turn < first.length; turn += 1) {
          await kill(first[turn] ?? victims[random(victims.length)] ?? 'relay');
          await pause(random(pauseMaxMs));
        }
      };
      const largest = new Map<string, number>();
      const watch = setInterval(() => {
        for (const [name, one] of running) {
          if (one.isAlive()) largest.set(name, Math.round(Math.max(largest.get(name) ?? 0, megabytesOf(one))));
        }
      }, 500);

      await Promise.all([traffic(), chaos()]);
      await Promise.all(customers);
      await consumersHaveCaughtUp();
      const { orders, orderEvents, paymentEvents } = await assertInvariants(world, 180_000);
      await assertBooks(world, 120_000);
      clearInterval(watch);
      const summary = { seed: CHAOS_SEED, orders: orders.length, killed, largest };
      process.stdout.write(
        `chaos: ${JSON.stringify(summary, (_, one) => (one instanceof Map ? Object.fromEntries(one) : one))}\n`,
      );

      expect(orders).toHaveLength(customers.length);
      expect([...killed.keys()].sort()).toEqual([...victims, 'redis and its data'].sort());
      expect(new Set(orderEvents.map(({ id }) => id)).size).toBe(orderEvents.length);
      expect(new Set(paymentEvents.map(({ id }) => id)).size).toBe(paymentEvents.length);
      expect([await world.redis.keys('*dead-letter*'), await world.redis.keys('*:parked:*')]).toEqual([[], []]);
      for (const megabytes of largest.values()) expect(megabytes).toBeLessThan(700);
    },
    seconds * 1000 + 900_000,
  );
});
