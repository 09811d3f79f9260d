import { Unavailable } from '../../src/domain/errors';
import { publishRuns, toRun } from '../../src/outbox/publish-runs';
import type { EventStream } from '../../src/ports/streams';
import { waitForFirstAttempt } from '../../src/redis/connect';
import { dayMs, name, type Outbox, startOutbox, tails } from './outbox';
import { upTo } from './streams-support';

jest.setTimeout(30_000);

let outbox: Outbox;

beforeAll(async () => {
  outbox = await startOutbox();
});
beforeEach(() => outbox.clear());
afterAll(() => outbox.end());

const many = (count: number) =>
  outbox.storedAll(
    upTo(count).map((n) => `o${n}`),
    3,
  );
const allOf = (count: number) => Object.fromEntries(upTo(count).map((n) => [`o${n}`, upTo(3)]));

test('who does not know of the loss is refused, until what was lost is there again', async () => {
  const { stream, look } = outbox.station();
  await look();
  const documents = await many(2);
  await outbox.published(stream, documents, 2);
  await outbox.redis.flushall();

  await expect(publishRuns(stream, tails(documents))).rejects.toEqual(new Unavailable('redis'));
  expect(await outbox.redis.exists(name)).toBe(0);

  await look();
  expect(await publishRuns(stream, tails(documents))).toEqual([3, 3]);
  expect(await outbox.seqsIn(name)).toEqual(allOf(2));
});

test('what was never published, and what another process notes too late, is there as well', async () => {
  const { stream, look } = outbox.station();
  await look();
  const documents = await many(2);
  await publishRuns(
    stream,
    documents.map((one) => toRun(one, one._id, 0)),
  );
  await outbox.redis.flushall();
  await look();
  for (const { _id } of documents) outbox.store.notePublished(_id, 3);
  await outbox.store.flush();
  await look();
  expect(await outbox.seqsIn(name)).toEqual(allOf(2));
  expect(await outbox.orders.countDocuments({ unpublishedSince: { $exists: true } })).toBe(0);
});

test('of two partitions one is lost: it alone is published again', async () => {
  const { stream, look, lost } = outbox.station({ partitions: 2 });
  await look();
  await outbox.published(stream, await many(20));
  const before = await outbox.seqsIn(`${name}:{1}`);
  expect(Object.keys(before).length).toBeGreaterThan(0);
  await outbox.redis.del(await outbox.redis.keys(`${name}:{0}*`));
  // The other one may have forgotten orders that were silent for long; they are not published again.
  await outbox.redis.del(await outbox.redis.keys(`${name}:{1}:seq:*`));
  lost.length = 0;
  await look();
  expect(lost).toEqual([`${name}:{0}`]);
  expect(await outbox.seqsIn(`${name}:{1}`)).toEqual(before);
  expect({ ...before, ...(await outbox.seqsIn(`${name}:{0}`)) }).toEqual(allOf(20));
});

test('a recovery that died in the middle is left alone while it may live, and then done again from the start', async () => {
  const { stream, look } = outbox.station();
  await look();
  await outbox.published(stream, await many(450));
  await outbox.redis.flushall();
  let batches = 0;
  const dying = outbox.station({
    stream: {
      publish: async (runs) => {
        batches += 1;
        if (batches > 1) throw new Error('killed');
        return stream.publish(runs);
      },
    },
  });
  await expect(dying.look()).rejects.toThrow('killed');
  const some = await outbox.redis.xlen(name);
  expect(some).toBeGreaterThan(0);

  await look();
  expect(await outbox.redis.xlen(name)).toBe(some);
  await outbox.lives.updateOne({ _id: name }, { $set: { 'recovery.until': new Date(0) } });
  await look();
  expect(await outbox.seqsIn(name)).toEqual(allOf(450));
  expect(await outbox.lives.findOne({ _id: name })).not.toHaveProperty('recovery');
});

test('several processes find the loss at once: each event is there once, in order', async () => {
  const stations = upTo(4).map(() => outbox.station());
  const [first] = stations;
  await first?.look();
  await outbox.published(first?.stream as EventStream, await many(300));
  await outbox.redis.flushall();
  await Promise.all(stations.map(({ look }) => look()));
  await Promise.all(stations.map(({ look }) => look()));
  expect(await outbox.seqsIn(name)).toEqual(allOf(300));
  expect(stations.flatMap(({ lost }) => lost).length).toBe(2);
});

test('a restart alone doubles nothing', async () => {
  const { stream, look, lost } = outbox.station();
  await look();
  await outbox.published(stream, await many(5));
  await look();
  expect(lost).toEqual([name]);
  await outbox.server.kill();
  await outbox.server.start();
  await waitForFirstAttempt(outbox.redis);
  await look();
  expect(lost).toEqual([name, name]);
  expect(await outbox.seqsIn(name)).toEqual(allOf(5));
});

test('set back in time: an order that Redis has forgotten on purpose is not doubled', async () => {
  const { stream, look, lost } = outbox.station();
  await look();
  const silent = await outbox.stored('silent', 3, 30 * dayMs);
  const young = await outbox.stored('young', 3);
  await outbox.published(stream, [silent]);
  await outbox.redis.del(`{${name}}:seq:silent`);
  await look();
  await look();
  await outbox.published(stream, [young]);
  // As an old copy of its files would have it.
  await outbox.redis.xdel(name, ...(await outbox.redis.xrange(name, '-', '+')).slice(3).map(([id]) => id));
  await outbox.redis.del(`{${name}}:seq:young`);
  await outbox.redis.hset(`{${name}}:epoch`, 'heartbeat', Date.now() - 1_000);
  await look();
  expect(lost).toEqual([name, name]);
  expect(await outbox.seqsIn(name)).toEqual({ silent: [1, 2, 3], young: [1, 2, 3] });
});

test('set back by less than a heartbeat: a later event does not come without the earlier ones', async () => {
  const { stream, look } = outbox.station();
  await look();
  const order = await outbox.stored('o1', 3);
  await outbox.published(stream, [order], 2);
  await outbox.redis.del(name, `{${name}}:seq:o1`);
  expect(await publishRuns(stream, [toRun(order, 'o1', 2)])).toEqual([3]);
  expect(await outbox.seqsIn(name)).toEqual({ o1: [1, 2, 3] });
});

test.each([
  ['of another epoch', { epoch: 'another' }],
  ['far behind', { heartbeat: 1 }],
])('a Redis that is %s takes nothing until it was looked at', async (_what, life) => {
  const { stream, look } = outbox.station();
  for (const _beat of upTo(3)) await look();
  const documents = await many(2);
  await outbox.published(stream, documents, 2);
  await outbox.redis.hset(`{${name}}:epoch`, life);
  await expect(publishRuns(stream, tails(documents))).rejects.toEqual(new Unavailable('redis'));
  await look();
  expect(await publishRuns(stream, tails(documents))).toEqual([3, 3]);
  expect(await outbox.seqsIn(name)).toEqual(allOf(2));
});
