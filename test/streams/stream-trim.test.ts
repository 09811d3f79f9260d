import { createLogger } from '../../src/observability/logger';
import { publishRuns, toRun } from '../../src/outbox/publish-runs';
import type { GroupStatus } from '../../src/ports/streams';
import { createStreamEpochStore } from '../../src/store/stream-epoch-store';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { createTrimmer } from '../../src/streams/trim';
import { dayMs, name, type Outbox, type Station, startOutbox } from './outbox';
import { eventually, upTo } from './streams-support';

jest.setTimeout(30_000);

let outbox: Outbox;
let own: Station;
let statuses: Map<string, GroupStatus>;
let lines: string[];

beforeAll(async () => {
  outbox = await startOutbox();
  // Whole nodes are trimmed: here each entry is one.
  await outbox.redis.config('SET', 'stream-node-max-entries', '1');
});
beforeEach(async () => {
  await outbox.clear();
  own = outbox.station();
  statuses = new Map();
  lines = [];
  for (const _beat of upTo(2)) await own.look();
});
afterAll(() => outbox.end());

const trimmerFor = (retentionMs: number, redis = outbox.redis) =>
  createTrimmer({
    redis,
    keys: [name],
    retentionMs,
    epochs: createStreamEpochStore(outbox.lives),
    logger: createLogger({ level: 'info', destination: { write: (line: string) => lines.push(line) } }),
    onGroups: (_stream, groups) => {
      statuses = new Map(groups.map((status) => [status.name, status]));
    },
  });

const published = async (id: string, length: number) => {
  const order = await outbox.stored(id, length);
  await outbox.published(own.stream, [order]);
  return order;
};

/** A group that got the first `delivered` entries and acknowledged them, but for one. */
const group = async (title: string, delivered: number, pending?: number): Promise<void> => {
  const { redis } = outbox;
  await redis.xgroup('CREATE', name, title, '0');
  if (delivered === 0) return;
  await redis.xreadgroup('GROUP', title, 'me', 'COUNT', delivered, 'STREAMS', name, '>');
  const ids = (await redis.xrange(name, '-', '+', 'COUNT', delivered)).map(([id]) => id);
  await redis.xack(name, title, ...ids.filter((_id, at) => at + 1 !== pending));
};

/** Trims until everything that is there is past the retention of no time. */
const trimmedTo = (seqs: number[]) =>
  eventually(async () => {
    await trimmerFor(0)();
    expect((await outbox.seqsIn(name)).o1 ?? []).toEqual(seqs);
  });

test('what is younger than the retention stays, whether anybody needs it or not', async () => {
  await published('o1', 10);
  await group('done', 10);
  await trimmerFor(3600_000)();
  expect(await outbox.seqsIn(name)).toEqual({ o1: upTo(10) });
  expect([...statuses.values()]).toMatchObject([{ name: 'done', oldestNeededSeconds: 0, letters: 0, exists: true }]);
});

test('without a group only the retention counts', async () => {
  await published('o1', 10);
  await trimmedTo([]);
});

test('an entry that a group has got and not handled stays, and what follows it', async () => {
  await published('o1', 10);
  await group('done', 10);
  await group('busy', 10, 4);
  await trimmedTo([4, 5, 6, 7, 8, 9, 10]);
});

test('the entry of a dead letter stays for as long as somebody may retry it', async () => {
  await published('o1', 10);
  await group('done', 10);
  const ids = (await outbox.redis.xrange(name, '-', '+')).map(([id]) => id);
  const letterOf = (seq: number) =>
    outbox.redis.xadd(`${name}:dead-letter`, '*', 'group', 'done', 'entryId', ids[seq - 1] ?? '', 'deliveries', '8');
  const letters = [await letterOf(6), await letterOf(3), await letterOf(8)].map(String);
  await trimmedTo(upTo(10).slice(2));
  await outbox.redis.xdel(`${name}:dead-letter`, letters[1] ?? '');
  await trimmedTo(upTo(10).slice(5));
  await outbox.redis.del(`${name}:dead-letter`);
  await trimmedTo([]);
});

test('two letters of one entry hold it until both are gone, and do not stop the trimming', async () => {
  await published('o1', 10);
  await group('done', 10);
  const ids = (await outbox.redis.xrange(name, '-', '+')).map(([id]) => id);
  const fields = ['group', 'done', 'entryId', ids[5] ?? '', 'deliveries', '8'];
  const first = await outbox.redis.xadd(`${name}:dead-letter`, '*', ...fields);
  await outbox.redis.xadd(`${name}:dead-letter`, '*', ...fields);
  await trimmedTo(upTo(10).slice(5));
  expect(statuses.get('done')).toMatchObject({ letters: 2 });
  await outbox.redis.xdel(`${name}:dead-letter`, first ?? '');
  await trimmedTo(upTo(10).slice(5));
  expect(statuses.get('done')).toMatchObject({ letters: 1 });
  await outbox.redis.del(`${name}:dead-letter`);
  await trimmedTo([]);
});

test('a partition whose letters cannot be indexed is not trimmed, with a log line', async () => {
  await published('o1', 1);
  const redis = new Proxy(outbox.redis, {
    get: (target, member) => {
      const value = Reflect.get(target, member) as unknown;
      if (member !== 'evalsha') return typeof value === 'function' ? value.bind(target) : value;
      return async (...args: Parameters<typeof target.evalsha>) => {
        await target.xadd(`${name}:dead-letter`, '*', 'group', 'done', 'entryId', '1-1');
        return target.evalsha(...args);
      };
    },
  });
  await trimmerFor(0, redis)();
  expect(lines.filter((line) => line.includes('trim.letters_not_indexed'))).toHaveLength(1);
  expect(await outbox.seqsIn(name)).toEqual({ o1: [1] });
});

test('the letters of a group that was destroyed hold nothing, and are still counted', async () => {
  await published('o1', 10);
  await group('gone', 10);
  const [first] = (await outbox.redis.xrange(name, '-', '+')).map(([id]) => id);
  const fields = ['group', 'gone', 'entryId', first ?? '', 'deliveries', '8'];
  const letter = await outbox.redis.xadd(`${name}:dead-letter`, '*', ...fields);
  await trimmedTo(upTo(10));
  expect(statuses.get('gone')).toMatchObject({ letters: 1, exists: true });
  await outbox.redis.xgroup('DESTROY', name, 'gone');
  await trimmedTo([]);
  expect(statuses.get('gone')).toMatchObject({ letters: 1, exists: false });
  await outbox.redis.xdel(`${name}:dead-letter`, letter ?? '');
  await trimmerFor(0)();
  expect(statuses.has('gone')).toBe(false);
});

test('a group that stalls is reported once, and trims nothing away from itself; it goes on, and so does the trimming', async () => {
  await published('o1', 10);
  await group('done', 10);
  await group('stalled', 3);
  await trimmedTo([4, 5, 6, 7, 8, 9, 10]);
  await trimmerFor(0)();
  expect(statuses.get('done')?.oldestNeededSeconds).toBe(0);
  expect(statuses.get('stalled')?.oldestNeededSeconds).toBeGreaterThan(0);
  const trim = trimmerFor(0);
  lines.length = 0;
  for (const _run of upTo(3)) await trim();
  expect(lines.filter((line) => line.includes('group.stalled'))).toHaveLength(1);

  await outbox.redis.xgroup('SETID', name, 'stalled', '$');
  await trimmedTo([]);
});

test('several processes trim at once: nothing that is needed goes', async () => {
  await published('o1', 50);
  await group('busy', 50, 20);
  await eventually(async () => {
    await Promise.all(upTo(5).map(() => trimmerFor(0)()));
    expect((await outbox.seqsIn(name)).o1?.[0]).toBe(20);
  });
  expect((await outbox.seqsIn(name)).o1).toEqual(upTo(50).slice(19));
});

test('what was trimmed is not published again when Redis comes back empty; what was not, is', async () => {
  await published('o1', 3);
  await trimmedTo([]);
  await outbox.orders.updateOne({ _id: 'o1' }, { $set: { publishedAt: new Date(Date.now() - dayMs) } });
  await published('o2', 3);
  await outbox.redis.flushall();
  await own.look();
  expect(await outbox.seqsIn(name)).toEqual({ o2: [1, 2, 3] });
});

test('while something is lost, nothing counts as trimmed', async () => {
  await published('o1', 3);
  await outbox.redis.flushall();
  await trimmerFor(0)();
  expect(await outbox.lives.findOne({ _id: name })).not.toHaveProperty('trimmedTo');
  await own.look();
  expect(await outbox.seqsIn(name)).toEqual({ o1: [1, 2, 3] });
});

test('what was trimmed can be published from the log to another stream', async () => {
  const order = await published('o1', 3);
  await trimmedTo([]);
  const replay = createEventStream({ redis: outbox.redis, stream: 'replay', source: '/order-service' });
  for await (const documents of outbox.store.missingSince(new Date(0))) {
    await publishRuns(
      replay,
      documents.map((one) => toRun(one, one._id, 0)),
    );
  }
  expect(await outbox.seqsIn('replay')).toEqual({ o1: order.log.map(({ seq }) => seq) });
});
