import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type ConsumerGroup, createConsumerGroup } from '../../src/streams/consume/consumer-group';
import { createLease, type Lease } from '../../src/streams/consume/lease';
import { createDeadLetters } from '../../src/streams/dead-letters/dead-letters';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { type StreamKeys, streamKeys } from '../../src/streams/stream-keys';
import { connectedRedis, eventually, type OwnRedis, runOf } from './streams-support';

jest.setTimeout(30_000);

const ttlMs = 60_000;
const all = { minIdleMs: 0, cursor: '0-0', count: 10 };
let server: OwnRedis;
let redis: Redis;
let keys: StreamKeys;

beforeAll(async () => {
  ({ server, redis } = await connectedRedis());
});

afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

beforeEach(async () => {
  keys = streamKeys(`events-${randomUUID()}`, 0, 1);
  await createEventStream({ redis, stream: keys.stream, source: '/order-service' }).publish([runOf('o1', 1, 2)]);
});

const member = (token: string, life = ttlMs): { group: ConsumerGroup; own: Lease } => ({
  group: createConsumerGroup({ redis, keys, name: 'g', token }),
  own: createLease(redis, { key: keys.lease('g'), fenceKey: keys.fence('g'), token, ttlMs: life }),
});

const pending = async (): Promise<unknown> => (await redis.xpending(keys.stream, 'g'))[0];

/** Both entries, delivered to a member that holds the lease. */
const delivered = async () => {
  const holder = member('holder');
  await holder.own.take();
  await holder.group.create();
  const [first, second] = (await holder.group.read(10))?.deliveries ?? [];
  if (!first || !second) throw new Error('nothing was delivered');
  return { ...holder, first, second };
};

test('without the lease nothing can be read, so nothing is taken from who has it', async () => {
  const { own, group } = member('holder');
  await own.take();
  await group.create();
  expect(await member('other').group.read(10)).toBeNull();
  expect(await pending()).toBe(0);
  expect((await group.read(10))?.deliveries).toHaveLength(2);
});

test('without the lease nothing pending can be claimed, and nothing goes to the dead letter', async () => {
  const { first } = await delivered();
  const other = member('other').group;
  expect(await other.reclaim(all)).toBeNull();
  expect(await other.deadLetter(first, { fields: first.fields, park: 'o1' })).toBeNull();
  expect([await redis.exists(keys.deadLetter), await redis.exists(keys.parked('g'))]).toEqual([0, 0]);
  expect(await pending()).toBe(2);
});

test('an entry goes to the dead letter once, and not at all when it is acknowledged', async () => {
  const { group, first, second } = await delivered();
  expect(await group.deadLetter(first, { fields: first.fields })).toBe(true);
  expect(await group.deadLetter(first, { fields: first.fields })).toBe(false);
  await group.acknowledge([second.entryId]);
  expect(await group.deadLetter(second, { fields: second.fields, park: 'o1' })).toBe(false);
  expect(await redis.xlen(keys.deadLetter)).toBe(1);
  expect(await group.listParked()).toEqual(new Set());
});

test('an entry that goes to the dead letter twice has two letters, each indexed until it is resolved', async () => {
  const { group, first } = await delivered();
  await group.deadLetter(first, { fields: [...first.fields, 'group', 'g', 'entryId', first.entryId] });
  await redis.xgroup('DESTROY', keys.stream, 'g');
  await group.create();
  await group.read(10);
  await group.deadLetter(first, { fields: [...first.fields, 'group', 'g', 'entryId', first.entryId] });
  expect(await redis.zcard(keys.letters('g'))).toBe(2);

  const letters = createDeadLetters({ redis, partitions: 1 });
  for await (const { id } of letters.list(keys.stream)) {
    expect(await letters.resolve('drop', { stream: keys.stream, group: 'g', id })).toBe(1);
    expect(await redis.zcard(keys.letters('g'))).toBe(await redis.xlen(keys.deadLetter));
  }
  expect(await redis.zcard(keys.letters('g'))).toBe(0);
});

test('a lease that ran out is not brought back by a renewal, only by taking it', async () => {
  const { own } = member('holder', 1_000);
  expect(await own.take()).toBe(true);
  await eventually(() => expect(own.isHeld()).toBe(false));
  // The key may outlive the lease that this process expects.
  await redis.set(keys.lease('g'), 'holder');
  await own.renew();
  expect(own.isHeld()).toBe(false);
  expect(await own.take()).toBe(true);
  expect(own.isHeld()).toBe(true);
});

test('a lease that another consumer has cannot be taken, renewed or released', async () => {
  const [{ own }, other] = [member('holder'), member('other')];
  await own.take();
  expect(await other.own.take()).toBe(false);
  await other.own.renew();
  await other.own.release();
  expect(other.own.isHeld()).toBe(false);
  expect(await redis.get(keys.lease('g'))).toBe('holder');
});

test('a lease that another took over is lost with the next renewal', async () => {
  const { own } = member('holder');
  await own.take();
  await redis.set(keys.lease('g'), 'other');
  await own.renew();
  expect(own.isHeld()).toBe(false);
});

test('each turn of the lease has a higher number, also after Redis forgot the last one', async () => {
  const [one, other] = [member('one').own, member('other').own];
  await one.take();
  const first = one.fence();
  await one.take();
  expect(one.fence()).toBe(first);
  await one.release();
  await other.take();
  expect(other.fence()).toBeGreaterThan(first);
  await redis.del(keys.fence('g'), keys.lease('g'));
  await one.take();
  expect(one.fence()).toBeGreaterThanOrEqual(other.fence());
});

test('a group that was deleted goes on where it had handled everything', async () => {
  const { group, first, second } = await delivered();
  await createEventStream({ redis, stream: keys.stream, source: '/order-service' }).publish([runOf('o1', 3, 4)]);
  const [third] = (await group.read(1))?.deliveries ?? [];
  await group.acknowledge([second.entryId, first.entryId]);
  await redis.xgroup('DESTROY', keys.stream, 'g');
  await group.create();
  const again = (await group.read(10))?.deliveries ?? [];
  expect(again.map(({ entryId }) => entryId)).toContain(third?.entryId);
  expect(again.map(({ entryId }) => entryId)).not.toContain(first.entryId);
});

test('a stream that was deleted is read from its first entry', async () => {
  const { group, first, second } = await delivered();
  await group.acknowledge([first.entryId, second.entryId]);
  await redis.del(keys.stream);
  await redis.xadd(keys.stream, '1-1', 'specversion', '1.0');
  await redis.del(keys.stream);
  await group.create();
  await redis.xadd(keys.stream, '1-2', 'specversion', '1.0');
  expect((await group.read(10))?.deliveries.map(({ entryId }) => entryId)).toEqual(['1-2']);
});

test('what was trimmed while it was pending is known until it was handled from elsewhere', async () => {
  const { group, first } = await delivered();
  await redis.xtrim(keys.stream, 'MAXLEN', 0);
  expect((await group.reclaim(all))?.missing).toHaveLength(2);
  expect((await group.readLostSince())?.getTime()).toBe(Number(first.entryId.split('-')[0]));
  await group.clearLost();
  expect(await group.readLostSince()).toBeUndefined();
});
