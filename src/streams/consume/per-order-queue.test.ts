import { createPerOrderQueue, type QueuedItem } from './per-order-queue';

interface Item extends QueuedItem {
  run: () => Promise<number | null>;
}

let seen: string[];
beforeEach(() => {
  seen = [];
});

const gate = () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

/** An item `a1` is the first of order `a`: it waits, notes that it ran, and may ask to run again after some ms. */
const item = (name: string, { wait, ran }: { wait?: Promise<void>; ran?: () => unknown } = {}): Item => ({
  subject: name.slice(0, 1),
  entryId: name,
  run: async () => {
    await wait;
    seen.push(name);
    const againMs = ran?.();
    return typeof againMs === 'number' ? againMs : null;
  },
});

const orders = (concurrency = 10) => createPerOrderQueue<Item>({ concurrency, run: ({ run }) => run() });

test('one order runs in sequence, another overtakes it', async () => {
  const afterB = gate();
  const finished = gate();
  const { push } = orders();
  push(item('a1', { wait: afterB.opened }));
  push(item('a2', { ran: finished.open }));
  push(item('b1'));
  push(item('b2', { ran: afterB.open }));
  await finished.opened;
  expect(seen).toEqual(['b1', 'b2', 'a1', 'a2']);
});

test('one that must run again holds up its own order only, and no place', async () => {
  const finished = gate();
  const { push } = orders(1);
  push(item('a1', { ran: () => (seen.includes('b1') ? null : 1) }));
  push(item('a2', { ran: finished.open }));
  push(item('b1'));
  await finished.opened;
  expect(seen).toEqual(['a1', 'b1', 'a1', 'a2']);
});

test('no more orders run at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const finished = gate();
  const { push, size } = orders(3);
  const run = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    if (size() === 1) finished.open();
    return null;
  };
  for (let n = 0; n < 20; n += 1) push({ subject: `${n}`, entryId: `${n}`, run });
  await finished.opened;
  expect(most).toBe(3);
});

test('it knows what it holds, until that is done with', async () => {
  const { open, opened } = gate();
  const { push, has, size } = orders();
  push(item('a1', { wait: opened }));
  push(item('a2'));
  expect([has('a1'), has('a2'), size()]).toEqual([true, true, 2]);
  open();
  await new Promise(setImmediate);
  expect([has('a1'), has('a2'), size()]).toEqual([false, false, 0]);
});

test('closing waits for what runs and begins nothing more', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick'] });
  const { open, opened } = gate();
  const { push, close } = orders();
  push(item('a1', { wait: opened }));
  push(item('a2'));
  push(item('b1', { ran: () => 1 }));
  await jest.advanceTimersByTimeAsync(0);
  const closed = close().then(() => seen.push('closed'));
  open();
  await closed;
  await jest.runAllTimersAsync();
  expect(seen).toEqual(['b1', 'a1', 'closed']);
  jest.useRealTimers();
});
