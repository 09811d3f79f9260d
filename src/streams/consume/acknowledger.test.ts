import { createAcknowledger } from './acknowledger';

const soon = { gatherMs: 1, retryMs: 1 };

test('what comes together is acknowledged together', async () => {
  const sent: string[][] = [];
  const acks = createAcknowledger({ send: async (entryIds) => void sent.push(entryIds), ...soon });
  for (const entryId of ['1-0', '2-0', '3-0']) acks.add(entryId);
  expect(acks.has('2-0')).toBe(true);

  await acks.flush();

  expect(sent).toEqual([['1-0', '2-0', '3-0']]);
  expect(acks.has('2-0')).toBe(false);
});

test('what could not be acknowledged waits, and is sent again by itself', async () => {
  const sent: string[][] = [];
  const done = new Promise<void>((resolve) => {
    const send = async (entryIds: string[]) => {
      sent.push(entryIds);
      if (sent.length < 3) throw new Error('down');
      resolve();
    };
    createAcknowledger({ send, ...soon }).add('1-0');
  });
  await done;
  expect(sent).toEqual([['1-0'], ['1-0'], ['1-0']]);
});

test('one that comes while others are sent goes with the next flush', async () => {
  const sent: string[][] = [];
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const send = async (entryIds: string[]) => {
    sent.push(entryIds);
    await gate;
  };
  const acks = createAcknowledger({ send, ...soon });
  acks.add('1-0');
  const first = acks.flush();
  await Promise.resolve();
  acks.add('2-0');
  const second = acks.flush();
  release();
  await Promise.all([first, second]);
  expect(sent).toEqual([['1-0'], ['2-0']]);
});
