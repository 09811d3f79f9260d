const { setTimeout: wait } = require('node:timers/promises');
const { Redis } = require('ioredis');
const { consumer } = require('../dist/consumer');

const stream = 'order-events';
const callers = 64;
const groupName = 'analytics-service';

/**
 * Places orders while Redis is down, then restarts it. Measures how fast the stream catches up, how fast a consumer with
 * an empty handler reads it, and the memory of the service meanwhile.
 */
const measureBacklog = async (world, { events }) => {
  const memory = sampleMemory(world);
  await world.redis.kill();
  const before = memory.now();
  const placingSeconds = await secondsOf(() => placeUntil(world, events));
  const whileDown = memory.largest();
  await world.redis.restart();
  const redis = new Redis(world.redis.url);
  const wanted = await world.countOrders();
  const publishingSeconds = await secondsOf(() => until(async () => (await redis.xlen(stream)) >= wanted));
  const readingSeconds = await secondsOf(() => readAll(world.redis.url, wanted));
  const largest = memory.end();
  redis.disconnect();
  return { events: wanted, placingSeconds, publishingSeconds, readingSeconds, memory: { before, whileDown, largest } };
};

const placeUntil = async ({ load, countOrders }, wanted) => {
  await load.call('begin', { turn: 'place', callers });
  await load.call('mark');
  await until(async () => (await countOrders()) >= wanted);
  await load.call('end');
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

const secondsOf = async (run) => {
  const startedAt = performance.now();
  await run();
  return (performance.now() - startedAt) / 1_000;
};

const until = async (isDone) => {
  while (!(await isDone())) await wait(20);
};

/** Samples the memory of the service until `end`. */
const sampleMemory = ({ residentBytes }) => {
  let largest = 0;
  const sample = () => {
    largest = Math.max(largest, residentBytes());
  };
  const timer = setInterval(sample, 200);
  return {
    now: residentBytes,
    largest: () => largest,
    end: () => {
      clearInterval(timer);
      return largest;
    },
  };
};

module.exports = { measureBacklog };
