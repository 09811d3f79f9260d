import { createWorkCheck } from './work-check';

const now = new Date('2024-01-31T10:05:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
type Queue = [overdueSince: Date | undefined, idleMs: number];
const check = (...queues: Queue[]) =>
  createWorkCheck({
    clock: () => now,
    queues: queues.map(([since, idleMs]) => ({ overdueSince: async () => since, idleMs: () => idleMs })),
  })();

describe('check of due work', () => {
  test.each<[string, Queue]>([
    ['nothing is due', [undefined, 3_600_000]],
    ['work became due just now', [ago(1_000), 3_600_000]],
    ['work will be due later', [ago(-1_000), 3_600_000]],
    ['jobs are taken, and one cannot be finished', [ago(3_600_000), 10_000]],
  ])('passes when %s', async (_case, queue) => {
    await expect(check(queue, [undefined, 0])).resolves.toBeUndefined();
  });

  test('fails when work has been due for a minute and no job of its queue was taken', async () => {
    await expect(check([undefined, 0], [ago(61_000), 61_000])).rejects.toThrow(/due for 61000 ms/);
  });
});
