import { sendInBatches } from './send-in-batches';

const upTo = (last: number) => Array.from({ length: last }, (_, n) => ({ _id: `o${n}`, version: 1 }));

describe('sendInBatches', () => {
  test('bounds what waits while nothing is sent, and keeps only the latest version of a document', async () => {
    const sent: { _id: string; version: number }[] = [];
    let letThrough = (): void => {};
    const gate = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    const send = async (batch: typeof sent) => {
      await gate;
      sent.push(...batch);
    };
    const waiting = sendInBatches(send, () => {});
    waiting.add({ _id: 'first', version: 1 });
    await Promise.resolve();
    for (const one of upTo(20_000)) waiting.add(one);
    waiting.add({ _id: 'o0', version: 2 });
    letThrough();
    await waiting.idle();
    expect(sent).toHaveLength(1 + 5_000);
    expect(sent.filter(({ _id }) => _id === 'o0')).toEqual([{ _id: 'o0', version: 2 }]);
  });
});
