import { ada, anOrder, aPayment, type Client, clientOf, tokenFor } from '../support/client';
import { eventually } from '../support/eventually';
import { assertInvariants, entriesOf } from '../support/invariants/invariants';
import { type ServiceProcess, startWorld, type World } from '../support/world';

let world: World;
let service: ServiceProcess;
let asAda: Client;

beforeAll(async () => {
  world = await startWorld();
  asAda = clientOf(() => service.http, await tokenFor(world.keys, ada));
});
afterEach(() => service.stop());
afterAll(() => world.end());

const bought = async (): Promise<string> => {
  const { body } = await asAda('POST', '/orders', { body: anOrder() });
  expect((await asAda('POST', '/payments', { body: aPayment(body.id) })).status).toBe(200);
  return body.id;
};

const confirmed = (orderIds: string[]) =>
  eventually(async () => {
    const count = await world.orders.countDocuments({ _id: { $in: orderIds }, status: 'confirmed' });
    expect(count).toBe(orderIds.length);
  }, 40_000);

const versions = async (orderIds: string[]) =>
  (await world.orders.find({ _id: { $in: orderIds } }, { sort: { _id: 1 } }).toArray()).map(({ version }) => version);

test('another number of partitions: each log is whole and in order in one of the new streams, and nothing happens twice', async () => {
  service = await world.start();
  const before = await Promise.all([bought(), bought(), bought(), bought(), bought(), bought()]);
  await confirmed(before);
  await assertInvariants(world);
  const versionsBefore = await versions(before);
  await service.stop();

  service = await world.start({ STREAM_PARTITIONS: '3' });
  const after = await Promise.all([bought(), bought(), bought()]);
  await confirmed(after);
  const logs = [...(await world.orders.find().toArray()), ...(await world.payments.find().toArray())];
  const partitions = ['order-events', 'payment-events'].flatMap((stream) => [0, 1, 2].map((n) => `${stream}:{${n}}`));
  await eventually(async () => {
    const streams = await Promise.all(partitions.map((key) => entriesOf(world.redis, key)));
    for (const { _id, log } of logs) {
      const ids = new Set(log.map(({ id }) => id));
      const found = streams.map((entries) => entries.filter(({ id = '' }) => ids.has(id)).map(({ id }) => id));
      expect({ _id, found: found.filter((one) => one.length > 0) }).toEqual({ _id, found: [log.map(({ id }) => id)] });
    }
  });
  expect(await versions(before)).toEqual(versionsBefore);
}, 120_000);

test('what somebody trimmed before we had handled it is fetched from the logs', async () => {
  service = await world.start({ ROLES: 'api,worker,relay' });
  const { body } = await asAda('POST', '/orders', { body: anOrder() });
  await asAda('POST', '/payments', { body: aPayment(body.id) });
  await world.redis.xgroup('CREATE', 'payment-events', 'order-service', '0', 'MKSTREAM').catch(() => {});
  await eventually(async () => {
    const read = ['GROUP', 'order-service', 'somebody', 'COUNT', 100, 'STREAMS', 'payment-events', '>'] as const;
    await world.redis.xreadgroup(...read);
    expect(await world.redis.xpending('payment-events', 'order-service')).not.toEqual([0, null, null, null]);
  });
  await world.redis.xtrim('payment-events', 'MAXLEN', 0);
  await service.stop();
  expect((await world.orders.findOne({ _id: body.id }))?.status).toBe('pending');

  service = await world.start();
  await confirmed([body.id]);
}, 60_000);
