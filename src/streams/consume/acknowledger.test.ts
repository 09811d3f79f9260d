import { createAcknowledger } from './acknowledger';

const delays = { gatherMs: 1, retryMs: 1 };

describe('acknowledger', () => {
  test('acknowledges entries that come together in one call', async () => {
    const sent: string[][] = [];
    const acknowledger = createAcknowledger({ send: async (entryIds) => void sent.push(entryIds), ...delays });
    for (const entryId of ['1-0', '2-0', '3-0']) acknowledger.add(entryId);
    expect(acknowledger.has('2-0')).toBe(true);

    await acknowledger.flush();

    expect(sent).toEqual([['1-0', '2-0', '3-0']]);
    expect(acknowledger.has('2-0')).toBe(false);
  });

  test('retries entries that could not be acknowledged', async () => {
    const sent: string[][] = [];
    const done = new Promise<void>((resolve) => {
      const send = async (entryIds: string[]) => {
        sent.push(entryIds);
        if (sent.length < 3) throw new Error('down');
        resolve();
      };
      createAcknowledger({ send, ...delays }).add('1-0');
    });
    await done;
    expect(sent).toEqual([['1-0'], ['1-0'], ['1-0']]);
  });

  test('sends an entry that comes during a flush with the next one', async () => {
    const sent: string[][] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const send = async (entryIds: string[]) => {
      sent.push(entryIds);
      await gate;
    };
    const acknowledger = createAcknowledger({ send, ...delays });
    acknowledger.add('1-0');
    const first = acknowledger.flush();
    await Promise.resolve();
    acknowledger.add('2-0');
    const second = acknowledger.flush();
    release();
    await Promise.all([first, second]);
    expect(sent).toEqual([['1-0'], ['2-0']]);
  });
});
