import type { Redis } from 'ioredis';
import { Unavailable } from '../../src/domain/errors';
import type { EventStream } from '../../src/ports/streams';
import { connectPublisher, type RedisClient, waitForFirstAttempt } from '../../src/redis/connect';
import { createEventStream } from '../../src/streams/publish/event-stream';
import {
  connectedRedis,
  entriesIn,
  entriesOf,
  eventually,
  type OwnRedis,
  ownRedis,
  proxyTo,
  runOf,
  upTo,
} from './streams-support';

jest.setTimeout(30_000);

const source = '/order-service';
let server: OwnRedis;
let redis: Redis;
let streams = 0;

beforeAll(async () => {
  ({ server, redis } = await connectedRedis());
});

afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

/** A stream of its own for each test. */
const aStream = (connection: RedisClient = redis): EventStream & { key: string } => {
  streams += 1;
  const key = `events-${streams}`;
  return { key, ...createEventStream({ redis: connection, stream: key, source }) };
};

const seqsOf = async (stream: string, subject: string): Promise<number[]> =>
  (await entriesIn(redis, stream)).filter((one) => one.subject === subject).map(({ seq }) => Number(seq));

test('an entry has exactly the promised fields, in their order', async () => {
  const { key, publish } = aStream();
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const entries = entriesOf('o1', 1, 2).map((entry) => (entry.seq === 1 ? { ...entry, traceparent } : entry));
  expect(await publish([{ id: 'p1', subject: 'o1', entries }])).toEqual([2]);

  const [first, second] = (await redis.xrange(key, '-', '+')).map(([, fields]) => fields);
  const attributes = `specversion 1.0 id o1-event-1 source /order-service type order.changed subject o1
    time 2023-11-14T22:13:20.001Z datacontenttype application/json seq 1 traceparent ${traceparent} data`.split(/\s+/);
  expect(first).toEqual([...attributes, '{"orderId":"o1","step":1}']);
  expect(second).toHaveLength(attributes.length + 1 - 2);
  expect(second).not.toContain('traceparent');
});

test('what is published again is not in the stream again', async () => {
  const { key, publish } = aStream();
  await publish([runOf('o1', 1, 3)]);
  expect(await publish([runOf('o1', 1, 3), runOf('o1', 2, 5), runOf('o2', 1)])).toEqual([3, 5, 1]);
  expect(await publish([runOf('o1', 1, 2)])).toEqual([5]);
  expect(await seqsOf(key, 'o1')).toEqual(upTo(5));
});

test('a run behind a gap waits, and the answer tells what is missing', async () => {
  const { key, publish } = aStream();
  await publish([runOf('o1', 1)]);
  expect(await publish([runOf('o1', 3, 4), runOf('o2', 1)])).toEqual([1, 1]);
  expect(await seqsOf(key, 'o1')).toEqual([1]);
  expect(await publish([runOf('o1', 1, 4)])).toEqual([4]);
  expect(await seqsOf(key, 'o1')).toEqual(upTo(4));
});

test('an entity that published nothing for long goes on from its own watermark', async () => {
  const { key, publish } = aStream();
  await publish([runOf('o1', 1, 2)]);
  expect(await redis.ttl(`{${key}}:seq:o1`)).toBeGreaterThan(6 * 24 * 3600);
  await redis.del(`{${key}}:seq:o1`);
  expect(await publish([runOf('o1', 3)])).toEqual([3]);
  expect(await seqsOf(key, 'o1')).toEqual(upTo(3));
});

test('an empty run and no run at all change nothing', async () => {
  const { key, publish } = aStream();
  expect(await publish([])).toEqual([]);
  expect(await publish([{ id: 'o1', subject: 'o1', entries: [] }])).toEqual([0]);
  expect(await redis.exists(key)).toBe(0);
});

test('two publishers at once, each with its own idea of what is missing: each entry once, in order', async () => {
  const { key, publish } = aStream();
  const other = connectPublisher({ redisUrl: server.url });
  await waitForFirstAttempt(other);
  const second = createEventStream({ redis: other, stream: key, source });
  const orders = upTo(30).map((n) => `o${n}`);

  const relay = async (stream: Pick<EventStream, 'publish'>, stride: number): Promise<void> => {
    const known = new Map(orders.map((id) => [id, 0]));
    while (known.size > 0) {
      const runs = [...known].map(([id, seq]) => runOf(id, seq + 1, Math.min(seq + 1 + stride, 12)));
      const answers = await stream.publish(runs);
      runs.forEach(({ id }, at) => {
        known.set(id, answers[at] ?? 0);
        if (answers[at] === 12) known.delete(id);
      });
    }
  };
  await Promise.all([relay({ publish }, 0), relay(second, 2), relay({ publish }, 4), relay(second, 11)]);

  for (const id of orders) expect(await seqsOf(key, id)).toEqual(upTo(12));
  expect(await redis.xlen(key)).toBe(30 * 12);
  other.disconnect();
});

test('more than fits in one call comes once and in order too', async () => {
  const { key, publish } = aStream();
  const many = upTo(450).map((n) => runOf(`o${n}`, 1, 2));
  const answers = await publish([...many, runOf('long', 1, 2_500), runOf('o1', 3)]);
  expect(answers).toEqual([...many.map(() => 2), 2_500, 3]);
  expect(await seqsOf(key, 'long')).toEqual(upTo(2_500));
  expect(await redis.xlen(key)).toBe(900 + 2_500 + 1);
});

test('a lost reply: published again, the entry is there once', async () => {
  const proxy = await proxyTo(server);
  const through = connectPublisher({ redisUrl: proxy.url });
  await waitForFirstAttempt(through);
  const { key, publish } = aStream(through);
  await publish([runOf('o1', 1)]);

  proxy.loseReplyTo('o1-event-2');
  await expect(publish([runOf('o1', 2)])).rejects.toEqual(new Unavailable('redis'));
  expect(proxy.lost()).toBe(1);
  expect(await seqsOf(key, 'o1')).toEqual([1, 2]);

  expect(await eventually(() => publish([runOf('o1', 2, 3)]))).toEqual([3]);
  expect(await seqsOf(key, 'o1')).toEqual([1, 2, 3]);
  through.disconnect();
  await proxy.close();
});

test('a command whose reply was lost is not sent again by the client', async () => {
  const proxy = await proxyTo(server);
  const through = connectPublisher({ redisUrl: proxy.url });
  await waitForFirstAttempt(through);
  proxy.loseReplyTo('count-once');
  await expect(through.incr('count-once')).rejects.toThrow();
  expect(proxy.lost()).toBe(1);
  await eventually(() => through.ping());
  expect(await redis.get('count-once')).toBe('1');
  through.disconnect();
  await proxy.close();
});

test('with four partitions an order stays in one stream, and all streams are used', async () => {
  const stream = createEventStream({ redis, stream: 'parted', source, partitions: 4 });
  const orders = upTo(40).map((n) => `o${n}`);
  await stream.publish(orders.map((id) => runOf(id, 1, 2)));
  const answers = await stream.publish(orders.map((id) => ({ ...runOf(id, 3), id })));
  expect(answers).toEqual(orders.map(() => 3));

  const homes = await Promise.all([0, 1, 2, 3].map((number) => entriesIn(redis, `parted:{${number}}`)));
  expect(homes.every((entries) => entries.length > 0)).toBe(true);
  for (const id of orders) {
    const seqs = homes.map((entries) => entries.filter(({ subject }) => subject === id).map(({ seq }) => Number(seq)));
    expect(seqs.filter((one) => one.length > 0)).toEqual([[1, 2, 3]]);
  }
});

test('payments of one order count for themselves and lie in the partition of their order', async () => {
  const stream = createEventStream({ redis, stream: 'pays', source: '/payment-service', partitions: 4 });
  const entries = entriesOf('o1', 1, 2);
  expect(
    await stream.publish([
      { id: 'p1', subject: 'o1', entries },
      { id: 'p2', subject: 'o1', entries },
    ]),
  ).toEqual([2, 2]);
  const lengths = await Promise.all([0, 1, 2, 3].map((number) => redis.xlen(`pays:{${number}}`)));
  expect(lengths.filter((length) => length > 0)).toEqual([4]);
});

describe('Redis that cannot take anything for now', () => {
  const refuses = async (cause: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<void> => {
    const { key, publish } = aStream();
    await publish([runOf('o1', 1)]);
    await cause();
    try {
      await expect(publish([runOf('o1', 2, 3), runOf('o2', 1)])).rejects.toEqual(new Unavailable('redis'));
      expect(await eventually(() => redis.xlen(key))).toBe(1);
    } finally {
      await eventually(undo);
    }
    expect(await eventually(() => publish([runOf('o1', 2, 3), runOf('o2', 1)]))).toEqual([3, 1]);
    expect(await redis.xlen(key)).toBe(4);
  };

  test('full: nothing is half applied', () =>
    refuses(
      () => redis.config('SET', 'maxmemory', '1'),
      () => redis.config('SET', 'maxmemory', '0'),
    ));

  test('a replica: nothing is half applied', async () => {
    await redis.set('any', 'thing');
    await refuses(
      () => redis.replicaof('127.0.0.1', 1),
      () => redis.replicaof('NO', 'ONE'),
    );
  });

  test('without its scripts: they are sent again', async () => {
    const { publish } = aStream();
    await publish([runOf('o1', 1)]);
    await redis.script('FLUSH');
    expect(await publish([runOf('o1', 2)])).toEqual([2]);
  });
});

test('Redis down, from the boot on: unavailable at once, and it works when Redis comes', async () => {
  const late = await ownRedis();
  const connection = connectPublisher({ redisUrl: late.url });
  await waitForFirstAttempt(connection);
  const { publish } = aStream(connection);
  await expect(publish([runOf('o1', 1)])).rejects.toEqual(new Unavailable('redis'));

  await late.start();
  expect(await eventually(() => publish([runOf('o1', 1)]))).toEqual([1]);

  await late.kill();
  await expect(publish([runOf('o1', 2)])).rejects.toEqual(new Unavailable('redis'));
  await late.start();
  expect(await eventually(() => publish([runOf('o1', 1, 2)]))).toEqual([2]);

  connection.disconnect();
  await late.remove();
});

test('what is no outage is thrown as it is', async () => {
  const { key, publish } = aStream();
  await redis.set(key, 'no stream');
  await expect(publish([runOf('o1', 1)])).rejects.toThrow('WRONGTYPE');
});
