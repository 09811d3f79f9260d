import { readFileSync } from 'node:fs';
import { ada, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;

beforeAll(async () => {
  world = await startWorld();
  service = await world.start();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
});
afterAll(() => world.end());

const clientAt = async ({ http }: ServiceProcess): Promise<Client> =>
  clientOf(() => http, await tokenFor(world.keys, ada));

const becomes = (orderId: string, status: string) =>
  eventually(async () => expect((await asAda('GET', `/orders/${orderId}`)).body.status).toBe(status), 40_000);

const placed = async (client: Client): Promise<string> => {
  const { status, body } = await client('POST', '/orders', { body: anOrder() });
  expect(status).toBe(201);
  return body.id;
};

const paid = async (client: Client): Promise<string> => {
  const orderId = await placed(client);
  const payment = { body: aPayment(orderId), headers: { prefer: 'wait=0' } };
  expect((await client('POST', '/payments', payment)).status).toBeLessThan(300);
  return orderId;
};

const seqsOf = async (orderId: string): Promise<number[]> =>
  (await entriesOf(world.redis, 'order-events'))
    .filter(({ subject }) => subject === orderId)
    .map(({ seq }) => Number(seq));

const isFrozen = ({ pid }: ServiceProcess): boolean => / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

test('a relay that freezes between MongoDB and Redis, and thaws when all is published: nothing twice, nothing out of order', async () => {
  const frozen = await world.start({ ROLES: 'api,relay', FAULT_POINT: 'event-publishing:1:stop' });
  const answer = (await clientAt(frozen))('POST', '/orders', { body: anOrder() });
  await eventually(() => expect(isFrozen(frozen)).toBe(true));
  const order = await eventually(async () => {
    const [newest] = await world.orders.find().sort({ _id: -1 }).limit(1).toArray();
    expect(newest).toBeDefined();
    return newest;
  });
  const orderId = order?._id ?? '';
  await eventually(async () => expect(await seqsOf(orderId)).toEqual([1]));
  await asAda('POST', '/payments', { body: aPayment(orderId) });
  await becomes(orderId, 'confirmed');
  await eventually(async () => expect(await seqsOf(orderId)).toEqual([1, 2, 3]));

  expect(isFrozen(frozen)).toBe(true);
  frozen.signal('SIGCONT');
  expect((await answer).body.id).toBe(orderId);
  await paid(await clientAt(frozen));
  await assertInvariants(world);
  await frozen.stop();
});

test('one of two processes is frozen again and again under load: nothing twice, nothing out of order', async () => {
  const other = await world.start();
  const clients = [asAda, await clientAt(other)];
  const orderIds: string[] = [];
  let isOver = false;
  const traffic = clients.flatMap((client) =>
    [1, 2, 3].map(async () => {
      while (!isOver) orderIds.push(await paid(client));
    }),
  );
  for (let round = 1; round <= 4; round += 1) {
    await eventually(() => expect(orderIds.length).toBeGreaterThan(round * 20));
    other.signal('SIGSTOP');
    const before = orderIds.length;
    // Longer than its leases, and than others leave alone what it has committed.
    await eventually(async () => {
      expect(orderIds.length).toBeGreaterThan(before + 10);
      expect(await world.orders.countDocuments({ unpublishedSince: { $lt: new Date(Date.now() - 2_500) } })).toBe(0);
    });
    other.signal('SIGCONT');
  }
  isOver = true;
  await Promise.all(traffic);
  await assertInvariants(world);
  await other.stop();
});

test.each([
  ['too large', { data: { text: 'x'.repeat(1_200_000) } }],
  ['broken', { time: null }],
])('an event that is %s holds up its own order, and is shown; repaired, it flows', async (_what, flaw) => {
  await world.redis.config('SET', 'proto-max-bulk-len', '1mb');
  const orderId = await placed(asAda);
  await eventually(async () => expect(await seqsOf(orderId)).toEqual([1]));
  const stored = await world.orders.findOne({ _id: orderId });
  const [first] = stored?.log ?? [];
  const next = { ...first, seq: 2, id: `${orderId}-2`, type: 'order.flawed' };
  const flawed = [first, { ...next, ...flaw }, { ...next, seq: 3, id: `${orderId}-3` }];
  await world.orders.updateOne({ _id: orderId }, { $set: { log: flawed as never, unpublishedSince: new Date(0) } });

  await eventually(async () => {
    const { attention } = (await world.orders.findOne({ _id: orderId })) ?? {};
    expect(attention?.reason).toBe('event-unpublishable');
  });
  const others = await Promise.all(Array.from({ length: 20 }, () => paid(asAda)));
  for (const other of others) await becomes(other, 'confirmed');
  expect(await seqsOf(orderId)).toEqual([1]);
  expect(await shown('events_unpublishable_total')).toBeGreaterThan(0);
  expect(await shown('orders_oldest_unpublished_age_seconds')).toBeGreaterThan(60);

  const repaired = { $set: { 'log.1.data': {}, 'log.1.time': new Date() } };
  await world.orders.updateOne({ _id: orderId }, repaired as never);
  await eventually(async () => expect(await seqsOf(orderId)).toEqual([1, 2, 3]));
});

/** A metric, as operators see it. */
const shown = async (name: string): Promise<number> => {
  const { ops } = world.keys;
  const authorization = `Basic ${Buffer.from(`${ops.user}:${ops.password}`).toString('base64')}`;
  const text = await (await fetch(`${service.ops}/metrics`, { headers: { authorization } })).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
