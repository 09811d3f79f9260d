const { setTimeout: wait } = require('node:timers/promises');
const { Redis } = require('ioredis');
const { consumer } = require('../dist/consumer');

const stream = 'order-events';
const callers = 64;
const groupName = 'analytics-service';

/**
 * Redis is away while so many orders are placed, and comes back: how fast its stream catches up, how fast a consumer
 * that does nothing reads it all, and what memory the service took meanwhile.
 */
const measureBacklog = async (world, { events }) => {
  const memory = sampled(world);
  await world.redis.kill();
  const before = memory.now();
  const placing = await timed(() => placeUntil(world, events));
  const away = memory.largest();
  await world.redis.restart();
  const redis = new Redis(world.redis.url);
  const wanted = await world.countOrders();
  const draining = await timed(() => until(async () => (await redis.xlen(stream)) >= wanted));
  const reading = await timed(() => readAll(world.redis.url, wanted));
  const largest = memory.end();
  redis.disconnect();
  return { events: wanted, placing, draining, reading, memory: { before, away, largest } };
};

const placeUntil = async ({ load, countOrders }, wanted) => {
  await load.ask('begin', { turn: 'place', callers });
  await load.ask('mark');
  await until(async () => (await countOrders()) >= wanted);
  await load.ask('end');
};

const readAll = async (redisUrl, wanted) => {
  let count = 0;
  const reader = consumer({
    redisUrl,
    stream,
    group: groupName,
    handler: async () => {
      count += 1;
    },
  });
  await reader.start();
  await until(async () => count >= wanted);
  await reader.stop();
};

/** In seconds. */
const timed = async (run) => {
  const startedAt = performance.now();
  await run();
  return (performance.now() - startedAt) / 1_000;
};

const until = async (isSo) => {
  while (!(await isSo())) await wait(20);
};

const sampled = ({ residentBytes }) => {
  let most = 0;
  const look = () => {
    most = Math.max(most, residentBytes());
  };
  const timer = setInterval(look, 200);
  return {
    now: residentBytes,
    largest: () => most,
    end: () => {
      clearInterval(timer);
      return most;
    },
  };
};

module.exports = { measureBacklog };
