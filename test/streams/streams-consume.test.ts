import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DomainError, Unavailable } from '../../src/domain/errors';
import { currentTrace } from '../../src/observability/tracing';
import type { EventStream, StreamEvent } from '../../src/ports/streams';
import { type Consumer, type ConsumerOptions, createConsumer } from '../../src/streams/consume/consumer';
import { createEventStream } from '../../src/streams/publish/event-stream';
import { brokenByLetter } from '../support/contract-assertions';
import {
  connectedRedis,
  effects,
  entriesIn,
  entriesOf,
  eventually,
  logger,
  type OwnRedis,
  runOf,
  upTo,
} from './streams-support';

jest.setTimeout(30_000);

const failedAt = new Date('2024-01-31T10:05:00.000Z');
let server: OwnRedis;
let redis: Redis;
let stream: string;
let publish: EventStream['publish'];
let running: Consumer[];

beforeAll(async () => {
  ({ server, redis } = await connectedRedis());
});

afterAll(async () => {
  redis.disconnect();
  await server.remove();
});

beforeEach(() => {
  stream = `events-${randomUUID()}`;
  publish = createEventStream({ redis, stream, source: '/order-service' }).publish;
  running = [];
});

afterEach(() => Promise.all(running.map(({ stop }) => stop())));

const consume = async (
  handler: (event: StreamEvent) => unknown,
  options: Partial<ConsumerOptions<StreamEvent>> = {},
): Promise<Consumer> => {
  const fixed = { redisUrl: server.url, stream, group: 'g', logger, clock: () => failedAt, backoffMs: 1 };
  const own = createConsumer({ ...fixed, handler: async (event) => void (await handler(event)), ...options });
  running.push(own);
  await own.start();
  return own;
};

const anEvent = { source: '/order-service', type: 'order.changed', subject: 'o1', time: failedAt, data: {} };
const atRest = { undelivered: 0, pending: 0, parked: 0, oldestMs: 0 };

test('a group gets what was published before it and after it, each event as it was sent', async () => {
  await publish([runOf('o1', 1)]);
  const seen: StreamEvent[] = [];
  const { lag } = await consume((event) => seen.push(event));
  await eventually(() => expect(seen).toHaveLength(1));
  await publish([runOf('o1', 2)]);

  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect(seen.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(seen[0]).toEqual({
    id: 'o1-event-1',
    source: '/order-service',
    type: 'order.changed',
    subject: 'o1',
    time: new Date(1_700_000_000_001),
    seq: 1,
    data: { orderId: 'o1', step: 1 },
  });
});

test('each group gets everything', async () => {
  await publish([runOf('o1', 1, 3)]);
  const [first, second] = [effects(), effects()];
  await consume(first.apply, { group: 'notification' });
  await consume(second.apply, { group: 'analytics' });
  await eventually(() => expect([first.of('o1'), second.of('o1')]).toEqual([upTo(3), upTo(3)]));
});

test('one order waits for its own event, another goes on meanwhile', async () => {
  const seen: string[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await consume(async ({ subject, seq }) => {
    if (subject === 'o1' && seq === 1) await gate;
    seen.push(`${subject}/${seq}`);
    if (subject === 'o2' && seq === 2) open();
  });
  await publish([runOf('o1', 1, 2), runOf('o2', 1, 2)]);
  await eventually(() => expect(seen).toEqual(['o2/1', 'o2/2', 'o1/1', 'o1/2']));
});

test('a backlog larger than memory holds is handled, in order', async () => {
  for (const seq of upTo(20)) await publish(upTo(40).map((n) => runOf(`o${n}`, seq)));
  const seen = effects();
  let held = 0;
  let most = 0;
  const { lag } = await consume(
    async (event) => {
      held += 1;
      most = Math.max(most, held);
      await new Promise(setImmediate);
      seen.apply(event);
      held -= 1;
    },
    { pace: { readCount: 10, concurrency: 7 } },
  );
  await eventually(async () => expect(await lag()).toEqual(atRest));
  for (const n of upTo(40)) expect(seen.of(`o${n}`)).toEqual(upTo(20));
  expect(most).toBe(7);
});

test('the handler runs in the trace of its event', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const traces: (string | undefined)[] = [];
  await consume(() => traces.push(currentTrace()));
  const entries = runOf('o1', 1).entries.map((entry) => ({ ...entry, traceparent }));
  await publish([{ id: 'o1', subject: 'o1', entries }, runOf('o2', 1)]);
  await eventually(() => expect(traces).toEqual([traceparent, expect.stringMatching(/^00-/)]));
});

test('what fails for a while is tried again before anything else of its order', async () => {
  const seen: string[] = [];
  let failures = 0;
  const { lag } = await consume(({ subject, seq }) => {
    if (subject === 'o1' && seq === 1 && failures < 5) {
      failures += 1;
      throw new Error('not yet');
    }
    seen.push(`${subject}/${seq}`);
  });
  await publish([runOf('o1', 1, 2), runOf('o2', 1)]);
  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect(failures).toBe(5);
  expect(seen).toEqual(['o2/1', 'o1/1', 'o1/2']);
  expect(await redis.exists(`${stream}:dead-letter`)).toBe(0);
});

test('an outage is waited out, however many tries it takes', async () => {
  let tries = 0;
  const { lag } = await consume(
    () => {
      tries += 1;
      if (tries <= 10) throw new Unavailable('database');
    },
    { triesMax: 3 },
  );
  await publish([runOf('o1', 1)]);
  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect(tries).toBe(11);
  expect(await redis.exists(`${stream}:dead-letter`)).toBe(0);
});

describe('an event that keeps failing', () => {
  const poisoned = ({ subject, seq }: StreamEvent): void => {
    if (subject === 'o1' && seq === 2) throw new DomainError('not-found', 'There is no o1');
  };

  test('goes to the dead letter once, with the reason; its order is parked, the others flow', async () => {
    const seen = effects();
    let tries = 0;
    const { lag } = await consume((event) => {
      if (event.subject === 'o1' && event.seq === 2) tries += 1;
      poisoned(event);
      seen.apply(event);
    });
    await publish([runOf('o1', 1, 3), runOf('o2', 1, 3)]);
    await eventually(async () => expect(await lag()).toEqual({ ...atRest, parked: 1 }));

    expect(tries).toBe(8);
    expect([seen.of('o1'), seen.of('o2')]).toEqual([[1], upTo(3)]);
    const entries = await redis.xrange(stream, '-', '+');
    const original = entries.find(([, fields]) => fields.includes('o1-event-2'));
    const letters = await redis.xrange(`${stream}:dead-letter`, '-', '+');
    expect(letters.map(([, fields]) => fields)[0]).toEqual([
      ...(original?.[1] ?? []),
      ...Object.entries({ reason: 'not-found: There is no o1', failedAt: failedAt.toISOString(), group: 'g' }).flat(),
      ...Object.entries({ entryId: original?.[0], deliveries: '8' }).flat(),
    ]);
    const buried = await entriesIn(redis, `${stream}:dead-letter`);
    expect(buried.flatMap(brokenByLetter)).toEqual([]);
    const reasons = buried.map(({ id, reason }) => [id, reason]);
    expect(reasons).toEqual([
      ['o1-event-2', 'not-found: There is no o1'],
      ['o1-event-3', 'order-parked'],
    ]);
  });

  test('stays parked over a restart, until an operator releases its order', async () => {
    const seen = effects();
    const handler = (event: StreamEvent): void => {
      poisoned(event);
      seen.apply(event);
    };
    await publish([runOf('o1', 1, 2)]);
    const first = await consume(handler);
    await eventually(async () => expect(await first.lag()).toEqual({ ...atRest, parked: 1 }));
    await first.stop();

    const second = await consume(handler, { pace: { staleMs: 20 } });
    await publish([runOf('o1', 3), runOf('o2', 1)]);
    await eventually(() => expect(seen.of('o2')).toEqual([1]));
    await eventually(async () => expect(await redis.xlen(`${stream}:dead-letter`)).toBe(2));
    expect(seen.of('o1')).toEqual([1]);

    await redis.srem(`{${stream}}:parked:g`, 'o1');
    let seq = 3;
    await eventually(async () => {
      seq += 1;
      await publish([runOf('o1', seq)]);
      await eventually(async () => expect(await second.lag()).toEqual(atRest));
      expect(seen.of('o1').at(-1)).toBe(seq);
    });
  });

  test('keeps its count over a restart', async () => {
    let tries = 0;
    const handler = (): void => {
      tries += 1;
      throw new Error('never');
    };
    await publish([runOf('o1', 1)]);
    const first = await consume(handler, { triesMax: 1_000_000 });
    await eventually(() => expect(tries).toBeGreaterThan(3));
    await first.stop();
    const before = tries;

    await consume(handler, { triesMax: before + 2 });
    await eventually(async () => expect(await redis.xlen(`${stream}:dead-letter`)).toBe(1));
    expect(tries).toBe(before + 2);
  });

  test('of another kind than an error is reported as it is', async () => {
    await consume(() => Promise.reject('words'), { triesMax: 1 });
    await publish([runOf('o1', 1)]);
    await eventually(async () => {
      expect(await entriesIn(redis, `${stream}:dead-letter`)).toMatchObject([{ reason: 'words', deliveries: '1' }]);
    });
  });
});

test('what nobody can decode goes to the dead letter at once, and the consumer lives', async () => {
  const seen = effects();
  const { lag } = await consume(seen.apply);
  await redis.xadd(stream, '*', 'hello', 'world');
  await redis.xadd(stream, '*', 'specversion', '1.0', 'data', '{', 'subject', 'o1');
  await redis.xadd(stream, '*', 'specversion', '9.9', 'big', 'x'.repeat(5_000_000));
  await redis.xadd(stream, '*', ...upTo(6_000).flatMap((n) => [`name-${n}`, 'value']));
  await publish([runOf('o1', 1)]);

  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect(seen.of('o1')).toEqual([1]);
  const letters = await entriesIn(redis, `${stream}:dead-letter`);
  expect(letters).toHaveLength(4);
  expect(letters[0]).toMatchObject({ hello: 'world', reason: 'undecodable: specversion is missing or malformed' });
  expect(letters[2]?.big).toHaveLength(5_000_000);
  expect(letters.map(({ deliveries }) => deliveries)).toEqual(['1', '1', '1', '1']);
});

test('a lost group is created again where it was', async () => {
  const seen: string[] = [];
  const { lag } = await consume(({ id }) => seen.push(id));
  await publish([runOf('o1', 1)]);
  await eventually(async () => expect([seen, await lag()]).toEqual([['o1-event-1'], atRest]));

  await redis.xgroup('DESTROY', stream, 'g');
  await publish([runOf('o1', 2)]);
  await eventually(() => expect(seen).toEqual(['o1-event-1', 'o1-event-2']));
});

test('what was trimmed before it was handled is fetched from elsewhere, before what comes later', async () => {
  await publish([runOf('o1', 1, 2)]);
  await redis.xgroup('CREATE', stream, 'g', '0');
  await redis.xreadgroup('GROUP', 'g', 'somebody', 'STREAMS', stream, '>');
  await redis.xtrim(stream, 'MAXLEN', 0);
  await publish([runOf('o1', 3)]);
  const seen = effects();
  const asked: Date[] = [];
  const backfill = async function* (since: Date) {
    asked.push(since);
    for (const { seq, id } of entriesOf('o1', 1, 2)) yield { ...anEvent, id, seq };
  };
  const { lag } = await consume(seen.apply, { backfill });
  await eventually(async () => expect(await lag()).toEqual(atRest));
  expect(seen.of('o1')).toEqual(upTo(3));
  expect(asked).toHaveLength(1);
});

test('what was trimmed before it was delivered is fetched from elsewhere, once', async () => {
  const seen = effects();
  const asked: Date[] = [];
  const backfill = async function* (since: Date) {
    asked.push(since);
    for (const { seq, id } of entriesOf('o1', 1, 3)) yield { ...anEvent, id, seq };
  };
  await publish([runOf('o1', 1)]);
  const first = await consume(seen.apply, { backfill });
  await eventually(async () => expect(await first.lag()).toEqual(atRest));
  await first.stop();
  await publish([runOf('o1', 2, 3)]);
  await redis.xtrim(stream, 'MAXLEN', 0);
  await publish([runOf('o1', 4)]);

  const second = await consume(seen.apply, { backfill });
  await eventually(async () => expect(await second.lag()).toEqual(atRest));
  expect(seen.of('o1')).toEqual(upTo(4));
  await second.stop();
  const third = await consume(seen.apply, { backfill });
  await publish([runOf('o1', 5)]);
  await eventually(() => expect(seen.of('o1')).toEqual(upTo(5)));
  expect(asked).toHaveLength(1);
  await third.stop();
});

test('a Redis that was emptied is read from its new beginning', async () => {
  const seen: string[] = [];
  await consume(({ id }) => seen.push(id));
  await publish([runOf('o1', 1)]);
  await eventually(() => expect(seen).toEqual(['o1-event-1']));

  await redis.flushall();
  await publish([runOf('o2', 1)]);
  await eventually(() => expect(seen).toEqual(['o1-event-1', 'o2-event-1']));
});

test('what somebody else took and never acknowledged is handled', async () => {
  await publish([runOf('o1', 1, 2)]);
  await redis.xgroup('CREATE', stream, 'g', '0');
  await redis.xreadgroup('GROUP', 'g', 'somebody', 'COUNT', 1, 'STREAMS', stream, '>');
  const seen = effects();
  const { lag } = await consume(seen.apply, { pace: { staleMs: 20 } });
  await eventually(() => expect(seen.of('o1')).toEqual(upTo(2)));

  await publish([runOf('o2', 1)]);
  await eventually(() => expect(seen.of('o2')).toEqual([1]));
  await eventually(async () => expect(await lag()).toEqual(atRest));
});

test('what somebody else takes while we read comes back to us when it is stale', async () => {
  const seen = effects();
  const { lag } = await consume(seen.apply, { pace: { staleMs: 20 } });
  await publish([runOf('o1', 1)]);
  await eventually(async () => expect(await lag()).toEqual(atRest));
  const [first] = await redis.xrange(stream, '-', '+');
  await redis.xclaim(stream, 'g', 'somebody', 0, first?.[0] ?? '', 'FORCE', 'JUSTID');
  expect(await lag()).toMatchObject({ pending: 1 });
  await eventually(async () => expect(await lag()).toEqual(atRest));
});

test('an event that was trimmed while it was pending holds nothing up', async () => {
  await publish([runOf('o1', 1), runOf('o2', 1)]);
  await redis.xgroup('CREATE', stream, 'g', '0');
  await redis.xreadgroup('GROUP', 'g', 'somebody', 'COUNT', 1, 'STREAMS', stream, '>');
  await redis.xtrim(stream, 'MAXLEN', 1);
  const seen = effects();
  const { lag } = await consume(seen.apply);
  await eventually(() => expect(seen.of('o2')).toEqual([1]));
  await eventually(async () => expect(await lag()).toMatchObject({ pending: 0 }));
  expect(seen.of('o1')).toEqual([]);
});

test('stopping finishes and acknowledges what runs, and leaves the rest to the next', async () => {
  const seen: string[] = [];
  let begun = (): void => {};
  let open = (): void => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = await consume(async ({ id }) => {
    begun();
    await gate;
    seen.push(id);
  });
  await publish([runOf('o1', 1, 2)]);
  await hasBegun;
  const stopped = first.stop();
  open();
  await stopped;
  expect(seen).toEqual(['o1-event-1']);

  const second = await consume(({ id }) => seen.push(id));
  await eventually(async () => expect(await second.lag()).toEqual(atRest));
  expect(seen).toEqual(['o1-event-1', 'o1-event-2']);
});

describe('handlers that never settle', () => {
  const never = new Promise<void>(() => {});

  test('do not stop the other orders, and end in the dead letter', async () => {
    const seen = effects();
    const hangs = (subject: string): boolean => subject.startsWith('stuck');
    const { lag } = await consume((event) => (hangs(event.subject) ? never : seen.apply(event)), {
      triesMax: 2,
      handlerMaxMs: 50,
      pace: { concurrency: 2 },
    });
    await publish([runOf('stuck-1', 1), runOf('stuck-2', 1), runOf('o1', 1, 3)]);
    await eventually(() => expect(seen.of('o1')).toEqual(upTo(3)));
    await eventually(async () => expect(await lag()).toMatchObject({ pending: 0, parked: 2 }));
    const reasons = (await entriesIn(redis, `${stream}:dead-letter`)).map(({ reason }) => reason);
    expect(reasons).toEqual(Array(2).fill('Error: The handler did not finish within 50 ms'));
  });

  test('do not keep the consumer from stopping; their entries go to the next one', async () => {
    let begun = 0;
    const first = await consume(
      () => {
        begun += 1;
        return never;
      },
      { stopMaxMs: 50, pace: { leaseMs: 300 } },
    );
    await publish([runOf('o1', 1)]);
    await eventually(() => expect(begun).toBe(1));
    await first.stop();
    const seen = effects();
    await consume(seen.apply);
    await eventually(() => expect(seen.of('o1')).toEqual([1]));
  });
});

test('orders that wait for an outage do not take the places of others', async () => {
  const seen = effects();
  const isDown = (subject: string): boolean => subject === 'down';
  await consume(
    (event) => {
      if (isDown(event.subject)) throw new Unavailable('database');
      seen.apply(event);
    },
    { pace: { readCount: 10 } },
  );
  await publish([runOf('down', 1, 200)]);
  await publish([runOf('o1', 1, 3)]);
  await eventually(() => expect(seen.of('o1')).toEqual(upTo(3)));
});

test('a group whose Redis is full starts, and handles what is there', async () => {
  await publish([runOf('o1', 1, 3)]);
  await redis.config('SET', 'maxmemory', '1');
  try {
    await expect(publish([runOf('o2', 1)])).rejects.toThrow('redis is unavailable');
    const seen = effects();
    const { lag } = await consume(seen.apply);
    await eventually(() => expect(seen.of('o1')).toEqual(upTo(3)));
    await eventually(async () => expect(await lag()).toEqual(atRest));
  } finally {
    await redis.config('SET', 'maxmemory', '0');
  }
});

test('four partitions are read by one consumer, each order in sequence', async () => {
  const parted = createEventStream({ redis, stream, source: '/order-service', partitions: 4 });
  const seen = effects();
  const { lag } = await consume(seen.apply, { partitions: 4 });
  for (const seq of upTo(5)) await parted.publish(upTo(20).map((n) => runOf(`o${n}`, seq)));
  await eventually(async () => {
    for (const n of upTo(20)) expect(seen.of(`o${n}`)).toEqual(upTo(5));
  });
  await eventually(async () => expect(await lag()).toEqual(atRest));
});
