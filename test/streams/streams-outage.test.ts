import { connectPublisher, type RedisClient, waitForFirstAttempt } from '../../src/redis/connect';
import { type Consumer, createConsumer } from '../../src/streams/consume/consumer';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { effects, eventually, logger, type OwnRedis, ownRedis, proxyTo, runOf, upTo } from './streams-support';

jest.setTimeout(30_000);

const stream = 'order-events';
/** A script on two keys of which the first is the stream; while we wait for more, only a read is. */
const readOfTheStream = '2\r\n$12\r\norder-events';
let server: OwnRedis;
let redis: RedisClient;
let own: Consumer | undefined;

beforeEach(async () => {
  server = await ownRedis();
  own = undefined;
});

afterEach(async () => {
  await own?.stop();
  redis.disconnect();
  await server.remove();
});

const connected = async (): Promise<RedisClient> => {
  redis = connectPublisher({ redisUrl: server.url });
  await waitForFirstAttempt(redis);
  return redis;
};

const publish = (orderId: string, from: number, to = from): Promise<number[]> =>
  eventually(() => createEventStream({ redis, stream, source: '/order-service' }).publish([runOf(orderId, from, to)]));

test('Redis down at the start: the consumer begins when it comes', async () => {
  const seen = effects();
  own = createConsumer({
    redisUrl: server.url,
    stream,
    group: 'g',
    logger,
    handler: async (event) => seen.apply(event),
  });
  await own.start();
  await expect(own.lag()).rejects.toThrow('redis is unavailable');

  await server.start();
  await connected();
  await publish('o1', 1, 3);
  await eventually(() => expect(seen.of('o1')).toEqual(upTo(3)));
});

test('Redis killed and restarted while we read: nothing is lost, order is kept', async () => {
  await server.start();
  await connected();
  const seen = effects();
  own = createConsumer({
    redisUrl: server.url,
    stream,
    group: 'g',
    logger,
    handler: async (event) => seen.apply(event),
  });
  await own.start();

  for (const round of upTo(3)) {
    for (const n of upTo(20)) await publish(`o${n}`, round * 2 - 1, round * 2);
    await server.kill();
    await expect(own.lag()).rejects.toThrow('redis is unavailable');
    await server.start();
  }
  await publish('o1', 7);
  await eventually(() => {
    for (const n of upTo(20)) expect(seen.of(`o${n}`)).toEqual(upTo(n === 1 ? 7 : 6));
  });
  await eventually(async () => expect(await own?.lag()).toMatchObject({ undelivered: 0, pending: 0, parked: 0 }));
});

test('a read whose reply is lost: its entries come again, in order', async () => {
  await server.start();
  await connected();
  const proxy = await proxyTo(server);
  const seen = effects();
  own = createConsumer({
    redisUrl: proxy.url,
    stream,
    group: 'g',
    logger,
    handler: async (event) => seen.apply(event),
  });
  await own.start();
  await publish('o1', 1);
  await eventually(() => expect(seen.of('o1')).toEqual([1]));

  for (const round of upTo(5)) {
    proxy.loseReplyTo(readOfTheStream);
    await publish('o1', round * 3 - 1, round * 3 + 1);
    await eventually(() => expect(proxy.lost()).toBe(round));
    await eventually(() => expect(seen.of('o1')).toEqual(upTo(round * 3 + 1)));
  }
  await proxy.close();
});

test('an acknowledgement whose reply is lost is sent again', async () => {
  await server.start();
  await connected();
  const proxy = await proxyTo(server);
  const seen = effects();
  own = createConsumer({
    redisUrl: proxy.url,
    stream,
    group: 'g',
    logger,
    handler: async (event) => seen.apply(event),
  });
  await own.start();
  await publish('o1', 1);
  await eventually(() => expect(seen.of('o1')).toEqual([1]));
  proxy.loseReplyTo('position:g');
  await publish('o1', 2);
  await eventually(() => expect(proxy.lost()).toBe(1));
  await eventually(async () => expect(await own?.lag()).toMatchObject({ undelivered: 0, pending: 0, parked: 0 }));
  expect(seen.of('o1')).toEqual(upTo(2));
  await proxy.close();
});

test('it stops also while Redis is down', async () => {
  await server.start();
  await connected();
  const seen = effects();
  own = createConsumer({
    redisUrl: server.url,
    stream,
    group: 'g',
    logger,
    handler: async (event) => seen.apply(event),
  });
  await own.start();
  await publish('o1', 1);
  await eventually(() => expect(seen.of('o1')).toEqual([1]));
  await server.kill();
  await own.stop();
  await expect(own.lag()).rejects.toThrow('redis is unavailable');
});
