import { createDeliveryQueue } from './delivery-queue';

interface Item {
  subject: string;
  entryId: string;
  run: () => Promise<'done' | { retryInMs: number }>;
}

let seen: string[];
let mayBegin: boolean;
beforeEach(() => {
  seen = [];
  mayBegin = true;
});

const gate = () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

/** Item `a1` is the first one of order `a`: it waits, records that it ran, and may ask for a retry after some milliseconds. */
const item = (name: string, { wait, ran }: { wait?: Promise<void>; ran?: () => unknown } = {}): Item => ({
  subject: name.slice(0, 1),
  entryId: name,
  run: async () => {
    await wait;
    seen.push(name);
    const retryInMs = ran?.();
    return typeof retryInMs === 'number' ? { retryInMs } : 'done';
  },
});

const createQueue = (concurrency = 10) =>
  createDeliveryQueue<Item>({ concurrency, mayBegin: () => mayBegin, run: ({ run }) => run() });

describe('delivery queue', () => {
  test('runs one order in sequence while another overtakes it', async () => {
    const afterB = gate();
    const finished = gate();
    const { push } = createQueue();
    push(item('a1', { wait: afterB.opened }));
    push(item('a2', { ran: finished.open }));
    push(item('b1'));
    push(item('b2', { ran: afterB.open }));
    await finished.opened;
    expect(seen).toEqual(['b1', 'b2', 'a1', 'a2']);
  });

  test('delays only the order of an item that is retried, and takes no place meanwhile', async () => {
    const finished = gate();
    const { push } = createQueue(1);
    push(item('a1', { ran: () => (seen.includes('b1') ? 'done' : 1) }));
    push(item('a2', { ran: finished.open }));
    push(item('b1'));
    await finished.opened;
    expect(seen).toEqual(['a1', 'b1', 'a1', 'a2']);
  });

  test('runs no more orders at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const finished = gate();
    const { push, count } = createQueue(3);
    const run = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (count().active === 1) finished.open();
      return 'done' as const;
    };
    for (let n = 0; n < 20; n += 1) push({ subject: `${n}`, entryId: `${n}`, run });
    await finished.opened;
    expect(most).toBe(3);
  });

  test('counts items until they are done', async () => {
    const { open, opened } = gate();
    const { push, has, count } = createQueue();
    push(item('a1', { wait: opened }));
    push(item('a2'));
    expect([has('a1'), has('a2'), count()]).toEqual([true, true, { active: 2, delayed: 0 }]);
    open();
    await new Promise(setImmediate);
    expect([has('a1'), has('a2'), count()]).toEqual([false, false, { active: 0, delayed: 0 }]);
  });

  test('counts the items of an order that waits for a retry apart', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const { push, count } = createQueue();
    push(item('a1', { ran: () => (seen.length === 1 ? 1_000 : 'done') }));
    push(item('a2'));
    await new Promise(setImmediate);
    push(item('a3'));
    expect(count()).toEqual({ active: 0, delayed: 3 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect([seen, count()]).toEqual([['a1', 'a1', 'a2', 'a3'], { active: 0, delayed: 0 }]);
    jest.useRealTimers();
  });

  test('begins nothing while it may not', async () => {
    const { open, opened } = gate();
    const { push } = createQueue();
    push(item('a1', { wait: opened }));
    push(item('a2'));
    mayBegin = false;
    push(item('b1'));
    open();
    await new Promise(setImmediate);
    expect(seen).toEqual(['a1']);
  });

  test('drains: waits for running items, drops the others, and is usable again', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    const { open, opened } = gate();
    const { push, drain, count } = createQueue();
    push(item('a1', { wait: opened }));
    push(item('a2'));
    push(item('b1', { ran: () => 1 }));
    await jest.advanceTimersByTimeAsync(0);
    const drained = drain().then(() => seen.push('drained'));
    open();
    await drained;
    await jest.runAllTimersAsync();
    expect([seen, count()]).toEqual([['b1', 'a1', 'drained'], { active: 0, delayed: 0 }]);
    push(item('a2'));
    await jest.advanceTimersByTimeAsync(0);
    expect(seen.at(-1)).toBe('a2');
    jest.useRealTimers();
  });
});
